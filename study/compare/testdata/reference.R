# What R says of samples.csv, of a list of p and of some counts: the numbers that the tests of
# this package compare with. Writes r.csv.
#
#     Rscript reference.R

samples <- read.csv("samples.csv")
out <- data.frame(name = character(), value = character())
say <- function(name, values) {
  for (i in seq_along(values)) {
    out[nrow(out) + 1, ] <<- list(paste0(name, ".", i), sprintf("%.17g", values[i]))
  }
}
for (name in unique(samples$name)) {
  a <- samples$value[samples$name == name & samples$side == "a"]
  b <- samples$value[samples$name == name & samples$side == "b"]
  say(paste0(name, ".welch"), t.test(b, a)$conf.int)
  if (length(a) == length(b)) say(paste0(name, ".paired"), t.test(b, a, paired = TRUE)$conf.int)
  if (min(a, b) > 0) { # of the geometric means, whose logarithms are compared
    say(paste0(name, ".ratio.unpaired"), exp(c(mean(log(b)) - mean(log(a)), t.test(log(b), log(a))$conf.int)))
    if (length(a) == length(b)) {
      ratios <- t.test(log(b), log(a), paired = TRUE)
      say(paste0(name, ".ratio"), exp(c(ratios$estimate, ratios$conf.int)))
    }
  }
}
p <- c(0.01, 0.04, 0.03, 0.005, 0.0625, 1, 0.04, 0.5)
say("holm", p.adjust(p, "holm"))
for (k in c(0, 1, 3, 70, 99, 100)) say(paste0("binomial.", k), binom.test(k, 100)$conf.int)
say("binomial.of.3", binom.test(2, 3)$conf.int)
write.csv(out, "r.csv", row.names = FALSE, quote = FALSE)

# Reads what `firststep export` and numpy.savez write: a list of arrays by name.
#
#   source("studies/read_npz.R")
#   step <- read_npz("firststep-quick/exports/scaled-weights-seed1.npz")
#   step$X %*% step$W1
#
# Numbers, little-endian and row by row, come back as vectors and arrays of the
# same shape; text as codes of characters, for intToUtf8.
read_npz <- function(file) {
  entries <- unzip(file, list = TRUE)$Name
  read <- function(entry) {
    connection <- unz(file, entry, "rb")
    on.exit(close(connection))
    magic <- readBin(connection, "raw", 8)
    if (!identical(magic[1:6], as.raw(c(0x93, utf8ToInt("NUMPY"))))) stop(file, ": ", entry, " is no NumPy array")
    if (magic[7] != 1) stop(file, ": ", entry, " is of another version of NumPy's format than 1.0")
    header <- readChar(connection, readBin(connection, "integer", size = 2, signed = FALSE, endian = "little"), useBytes = TRUE)
    type <- regmatches(header, regexec("'descr': *'([<>|])([a-z])([0-9]+)'", header))[[1]]
    if (length(type) == 0 || type[2] == ">" || !type[3] %in% c("f", "i", "u") || grepl("'fortran_order': *True", header)) {
      stop(file, ": ", entry, " is of a type that is not read: ", header)
    }
    size <- as.integer(type[4])
    inside <- sub(".*'shape': *\\(([^)]*)\\).*", "\\1", header)
    shape <- as.integer(regmatches(inside, gregexpr("[0-9]+", inside))[[1]])
    what <- if (type[3] == "f") "numeric" else "integer"
    values <- readBin(connection, what, prod(shape), size = size, signed = type[3] != "u" || size > 2, endian = "little")
    if (length(values) != prod(shape)) stop(file, ": ", entry, " ends before its ", prod(shape), " elements")
    if (length(shape) > 1) aperm(array(values, rev(shape))) else values
  }
  setNames(lapply(entries, read), sub("\\.npy$", "", entries))
}

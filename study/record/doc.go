// Package record is what a study leaves on disk: the types of its files, how
// they are written and read, and the [Store] that keeps them in the study's
// folder.
//
//	study.toml                         the definition; not this package's
//	dataset.json                       what figures show of the data ([Dataset])
//	records/<scenario>-seed<n>.json    what a run measured ([Run])
//	records/<scenario>-seed<n>.csv     its course, step by step ([Trace])
//	measurements/<name>.json           what is measured beside the runs ([Measurement])
//	figures/, exports/                 drawn and written from the records
//	report.pdf, report.html            likewise
//	environment.json                   the machine and the moment ([Environment])
//	firststep.lock                     held while a record is put into place
//
// The same definition and the same data give the same bytes of dataset.json,
// records and figures, on every machine. What names a machine or a moment is
// in environment.json alone.
//
// # JSON
//
// A file has one form (canonical): the members in the order below, two spaces
// a level, values on one line where they fit in 100 columns. A decoder
// accepts that form only, so unknown, missing, doubled and misspelt keys are
// refused alike. Finite numbers are in the shortest form that reads back to
// the same float64; the others are the strings "NaN", "+Inf" and "-Inf".
//
// The last member, checksum, is the SHA-256 of the file's own bytes with that
// value empty. It stands last in every schema and is looked at first: a file
// that fails it is damaged ([CorruptError]), whatever it says. An intact file
// of a newer schema is refused by its version and never replaced; one of an
// older schema is made again ([SchemaError]).
//
// # records/<scenario>-seed<n>.json
//
// Layers are counted from the input. Lists "by layer" have an entry for each
// layer of weights, "by hidden layer" one for each but the last. "On the
// batch" is on the first batch. W and ΔW are the first layer's weights and
// their first update, new − old; X is the first batch.
//
//	schema        version of this shape
//	key           SHA-256 over definition: a run is up to date if its key is this one
//	scenario      name of the scenario
//	seed          seed of the run
//	definition    every field that determined the run, by its name in study.toml, as text
//	first_step
//	  loss_before        on the batch, before the first update
//	  loss_after         on the same batch, after it
//	  layers             by layer:
//	    weight_norm        ‖W‖, Frobenius, before the update
//	    delta_norm         ‖ΔW‖
//	    relative_delta     ‖ΔW‖/‖W‖
//	    delta_rms          root mean square of ΔW
//	    delta_max          largest |ΔW|
//	    unmoved            share of entries with ΔW = 0
//	  pre_activation     of the first layer on the batch, without bias:
//	    xw_rms, xw_max     root mean square of XW, largest |XW|
//	    xw_quantiles       p05, p25, p50, p75, p95 of |XW|
//	    xdw_rms, xdw_max, xdw_quantiles   the same of XΔW
//	    ratio              xdw_rms / xw_rms
//	    exceeds            share of entries with |XΔW| > |XW|
//	    flips              share of entries whose sign XΔW changes
//	    xw_histogram, xdw_histogram
//	      bins_per_decade    bin i counts values from 10^((first+i)/bins_per_decade)
//	      first              to below 10^((first+i+1)/bins_per_decade)
//	      counts             values of each bin
//	      zeros, non_finite  values in no bin
//	    joint              the two at once:
//	      bins_per_decade    as above
//	      cells              [bin of |XW|, bin of |XΔW|, count], empty cells left out
//	  dead_units         units that are zero on every image of the probe set
//	    probe              images in the probe set
//	    units              by hidden layer: how many there are,
//	    before, after      how many are dead before and after the first update
//	start         before training: validation_loss, validation_accuracy, top_class_share
//	epochs        one entry each:
//	  epoch, steps                       number from 1, updates made in it
//	  training_loss, training_accuracy   mean over its batches, before their updates
//	  validation_loss, validation_accuracy, top_class_share
//	              after it; the last is the share of images given the commonest prediction
//	events        step, from 1, at which something first happened, or null:
//	  loss_above_start   the loss exceeds that of step 1
//	  half_dead          half of the first hidden layer's units are dead, as seen at the
//	                     trace's points
//	  gradient_zero      from it on the first layer's gradient is zero, to the end
//	  weight_not_finite  a weight is not finite, as seen at the trace's points
//	  loss_not_finite    the loss is not finite, which ends the run
//	ending
//	  kind               "completed" or "overflowed"
//	  step               last step taken, or the one whose loss was not finite
//	  dead_units         by hidden layer, at the end
//	  final              validation_loss, validation_accuracy, top_class_share at the end
//	diagnostics   null, or what the table [diagnostics] asks for; see [Diagnostics]:
//	  layers        by layer, with X its inputs on the batch and Z its pre-activations:
//	    weight_spectral, delta_spectral        largest singular values of W and ΔW
//	    weight_stable_rank, delta_stable_rank  squares of Frobenius over spectral norm
//	    input_norm, output_delta, alignment    ‖X‖, ‖XΔW‖, ‖XΔW‖/(‖X‖‖ΔW‖)
//	    z_rms, change_rms                      of Z, of its change, which is the sum of
//	    own_rms, below_rms, joint_rms          XΔW + Δb, ΔX·W and ΔX·ΔW
//	  attribution   loss on the batch after a part of the update:
//	    none, all                              no part, every part
//	    only_layer, all_but_layer              by layer, weights and bias
//	    only_weights, only_bias, all_but_weights   by layer
//	    every_weights, every_bias              of all layers
//	    at_reference_size                      all, ΔW of the first layer times reference_scale
//	    reference_scale                        rms XΔW of the reference over this run's
//	  line          loss on the batch after t times the update:
//	    t                                      the grid
//	    first_weights, first_layer, all        moved parameters: weights, and bias, of the
//	                                           first layer; every one; for each:
//	      loss, slope, curvature               at t, and its derivatives at 0
//	      critical                             t at which it first crosses the starting loss
//	    critical_rate                          critical of first_weights times the rate
//	  course        of each of the first 100 steps, on its own batch before its update:
//	    silent, saturated                      by hidden layer: units 0, or above 0, on all images
//	    unit_gradient                          by hidden layer: ‖∂loss/∂Z‖
//	    gradient, weight_norm, delta_norm      by layer: ‖∂loss/∂W‖, ‖W‖, and ‖ΔW‖ of the update
//	    output_rms                             by layer: rms behind its ReLU, of the logits last
//	    reached                                share of images with a gradient in the first layer
//	    logit_spread                           rms of logits minus their class's mean
//	  frozen        null, or from the step gradient_zero on:
//	    step, images                           that step, and images of the batches since
//	    top_class_share                        mean share of a batch given its commonest prediction
//	fingerprint   SHA-256 over float32 bits, little-endian, every NaN made 0x7fc00000:
//	  initial_weights, final_weights   weights before biases, layer by layer, row by row
//	  losses                           of every step
//	  validation_logits                at the end, image by image
//	  first_signs                      one byte a hidden unit and image of the batch: 1 if positive
//	trace         the CSV file: rows, sha256
//	checksum      of this file
//
// # records/<scenario>-seed<n>.csv
//
// One row a step. Loss and correct are of the step's batch before its update;
// the columns after them are measured after the updates of steps 1 to 10, 20,
// 30 and so on to 100, 200, 500, 1,000, 2,000, 5,000 and so on, and empty
// elsewhere.
//
//	step             from 1
//	loss             float32, mean over the batch; NaN, +Inf and -Inf as such
//	correct          images of the batch classified rightly
//	dead_1 … dead_n  dead units of each hidden layer
//	xdw_rms          root mean square of the step's own XΔW
//	relative_delta   ‖ΔW‖/‖W‖ of the first layer
//
// # measurements/<kind>-seed<n>.json, measurements/<kind>-<subject>-seed<n>.json
//
//	schema, key, definition, checksum   as of a run
//	kind          "curvature", "sweep", "stability", "controls" or "endings"
//	subject       of curvature and endings the scenario, of stability the map, else empty
//	seed          seed of the measurement, of endings the first of its seeds
//	curvature     null, or largest Hessian eigenvalue on the first batch; see [Curvature]:
//	  whole, block        of all parameters, of the first layer's weights; for each:
//	    value, residual     λ, ‖Hv − λv‖/|λ|
//	    iterations, converged
//	sweep         null, or first steps alone; see [Sweep]:
//	  factors, series     a; for each arm and optimizer:
//	    arm, optimizer, learning_rate
//	    xdw_rms             at each factor
//	    slope               of log xdw_rms against log a
//	stability     null, or a map of short trainings; see [Stability]:
//	  steps               of each
//	  factors, rates      the grid
//	  loss                by factor, then rate: mean of the last steps
//	  untrained, dead     losses at which a training is broken
//	  border, slope       by factor the rate above which it is broken; of its logarithm
//	controls      null, or how far trainings are from the reference's; see [Controls]:
//	  reference, images   its name; images that logits are compared on
//	  threshold           of a jump, relative to the largest logit
//	  restored, controls  for each scenario, for each control:
//	    name, steps         what was compared, and when
//	    logit, loss         the largest difference of a logit, that of the loss
//	    jump, end           first step above threshold or null; last step of the reference
//	endings       how short trainings ended, left out where there are none; see [Endings]:
//	  steps, float64_steps  of each training, and of those made again in float64
//	  last                of how many steps at the end some numbers are
//	  float32, float64    of every seed, and of those that overflowed; by seed:
//	    seeds, overflow     step of the loss that was not finite, or null
//	    gradient_zero       from it on the first layer's gradient is zero, or null
//	    largest_loss        of those that are finite
//	    unreached           share of the last steps with a gradient of zero in the first layer
//	    loss, accuracy      of the last steps, median and mean
//
// # dataset.json
//
//	schema               as above
//	name, source         "Fashion-MNIST", "fashion-mnist"
//	sha256               identity of the data, part of every run's key
//	files                name and sha256 of each file the data was read from
//	rows, columns        of an image
//	train, validation    number of images
//	classes, counts      names, and training images of each
//	validation_counts    validation images of each class; absent in files of before 0.1.0
//	mean, deviation      of the training pixels, 0 to 255
//	zeros                share of the training pixels that are zero
//	maximum              of the training pixels; absent in files of before 0.1.0
//	images               label and pixels (row by row, base64) of a few training images
//	checksum             of this file
//
// # environment.json
//
//	schema               as above
//	system, cpu, cores   "linux/amd64", model, cores that were available
//	features, kernel     of the CPU, and the implementation of the matrix products
//	go, modules          version; path, version and sum of each module built in
//	revision, modified   of the program's source
//	updated              when this file was written, UTC
//	timings              run, seconds, gflop of the runs trained on this machine so far
//	checksum             of this file
package record

package study

// A File of a dataset, by base name.
type File struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"` // of the file as it is stored, in hexadecimal
}

// An Image of the training set: one of the first of each class.
type Image struct {
	Label  int    `json:"label"`
	Pixels []byte `json:"pixels"` // rows × columns, base64 in JSON
}

package reader

// Work is what reading a file has taken off its budget.
func Work(f *File) int { return maxWork - f.budget.left }

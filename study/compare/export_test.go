package compare

// BitsDiffer is for tests.
func (c *Comparison) BitsDiffer() bool { return c.bitsDiffer() }

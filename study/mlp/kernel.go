package mlp

import "firststep/study/internal/kernel"

// Kernel names the implementation of the inner loops in use. It changes no
// result.
func Kernel() string {
	name, _ := kernel.Name()
	return name
}

// KernelRefused returns why the implementation that FIRSTSTEP_KERNEL asks for
// is not in use, or nil. [New] refuses for the same reason.
func KernelRefused() error {
	_, err := kernel.Name()
	return err
}

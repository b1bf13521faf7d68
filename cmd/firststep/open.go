package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"
)

// openFile shows a file in the program that the user's system has for it.
func openFile(path string) error {
	opener := map[string][]string{
		"darwin":  {"open"},
		"windows": {"rundll32", "url.dll,FileProtocolHandler"},
	}[runtime.GOOS]
	if opener == nil {
		opener = []string{"xdg-open"}
	}
	absolute, err := filepath.Abs(path) // which no program takes for a flag
	if err != nil {
		return err
	}
	if err := exec.Command(opener[0], append(opener[1:], absolute)...).Run(); err != nil {
		return fmt.Errorf("--open: %s is written, but %s does not show it: %w", path, opener[0], err)
	}
	return nil
}

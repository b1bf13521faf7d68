package main

import (
	"bufio"
	"os"
	"strings"

	"golang.org/x/term"

	"firststep/study/runner"
	"firststep/study/words"
)

type cleanCommand struct {
	studyArgument
	Damaged bool `help:"Also remove the damaged files that were moved aside."`
	Yes     bool `short:"y" help:"Remove without asking; off a terminal nothing is removed without it."`
	JSON    bool `help:"As JSON."`
}

func (c *cleanCommand) Run(s *session) error {
	o, err := c.open(s)
	if err != nil {
		return err
	}
	if err := o.expand(); err != nil {
		return err
	}
	strays, err := runner.Strays(o.whole, o.store, c.Damaged)
	if err != nil {
		return err
	}
	if err := s.printFiles(strays, c.JSON); err != nil {
		return err
	}
	if len(strays) == 0 {
		s.say("nothing to remove: every record belongs to a run of the study")
		return nil
	}
	files := words.Counted(len(strays), "file", "files")
	switch {
	case c.Yes:
	case !term.IsTerminal(int(os.Stdin.Fd())) || !s.interactive():
		s.say("%s of no run of the study; to remove: %s", files, o.advice("clean --yes"))
		return errNo
	case !s.confirm("Remove " + files + "?"):
		return errNo
	}
	if err := o.store.Remove(strays); err != nil {
		return err
	}
	s.say("%s removed", files)
	return nil
}

// confirm asks a question at the terminal.
func (s *session) confirm(question string) bool {
	s.say("%s [y/N]", question)
	answer, _ := bufio.NewReader(os.Stdin).ReadString('\n')
	answer = strings.ToLower(strings.TrimSpace(answer))
	return answer == "y" || answer == "yes"
}

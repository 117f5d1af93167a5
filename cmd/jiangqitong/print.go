package main

import (
	"fmt"
	"runtime/debug"

	"github.com/alecthomas/kong"

	"jiangqitong/cases"
)

type lifecycleCommand struct {
	Format string `default:"text" enum:"text,markdown,mermaid,json" help:"Form of the table: ${enum}."`
}

// Run prints the lifecycle table; docs/lifecycle.md is its Markdown.
func (c *lifecycleCommand) Run(k *kong.Context, lang language) error {
	return cases.WriteLifecycle(k.Stdout, c.Format, string(lang))
}

type versionCommand struct{}

// Run prints the module's version, or the revision it was built from.
func (versionCommand) Run(k *kong.Context) error {
	_, err := fmt.Fprintln(k.Stdout, "jiangqitong "+version())
	return err
}

// version is what the Go tool recorded in the program.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	version := info.Main.Version
	if version == "" {
		version = "(devel)"
	}
	return version + " " + info.GoVersion
}

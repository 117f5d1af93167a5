package workday

import (
	"embed"
	"fmt"
	"io/fs"
	"sync"
)

// The State Council's notices for 2018 to 2026, the two that amended a running year among them.
//
//go:embed notices/*.csv
var noticeFiles embed.FS

// China returns the calendar of the notices that come with the program, with the default office hours.
func China() *Calendar { return china() }

var china = sync.OnceValue(func() *Calendar {
	names, err := fs.Glob(noticeFiles, "notices/*.csv")
	if err != nil {
		panic(err)
	}
	var notices []Notice
	for _, name := range names {
		notices = append(notices, embeddedNotice(name))
	}
	return newCalendar(DefaultHours(), notices)
})

// embeddedNotice panics on a bad file: the files are part of the program.
func embeddedNotice(name string) Notice {
	f, err := noticeFiles.Open(name)
	if err != nil {
		panic(err)
	}
	defer f.Close()
	n, err := ParseNotice(f)
	if err == nil {
		err = n.Validate()
	}
	if err != nil {
		panic(fmt.Errorf("%s: %w", name, err))
	}
	return n
}

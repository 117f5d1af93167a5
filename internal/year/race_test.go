//go:build race

package year_test

const raceDetector = true

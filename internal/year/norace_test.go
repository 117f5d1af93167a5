//go:build year && !race

package year_test

const raceDetector = false

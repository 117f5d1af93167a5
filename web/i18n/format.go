package i18n

import (
	"context"
	"strconv"
	"time"
)

// China is the zone all instants are shown in, whatever the server's own. It has had no summer time since 1991.
var China = time.FixedZone("CST", 8*60*60)

// DateTime is an instant to the minute: 2021年6月30日 17:30, 30 Jun 2021, 17:30.
func DateTime(ctx context.Context, t time.Time) string {
	return format(ctx, t, "2006年1月2日 15:04", "2 Jan 2006, 15:04")
}

// ShortDateTime is DateTime without the year, for lists about the present: 6月30日 17:30, 30 Jun 17:30.
func ShortDateTime(ctx context.Context, t time.Time) string {
	return format(ctx, t, "1月2日 15:04", "2 Jan 15:04")
}

// Date is the civil date of an instant: 2021年6月30日, 30 Jun 2021.
func Date(ctx context.Context, t time.Time) string {
	return format(ctx, t, "2006年1月2日", "2 Jan 2006")
}

// Month is the month of an instant: 2021年6月, June 2021.
func Month(ctx context.Context, t time.Time) string {
	return format(ctx, t, "2006年1月", "January 2006")
}

func format(ctx context.Context, t time.Time, chinese, english string) string {
	if t.IsZero() {
		return ""
	}
	layout := chinese
	if Lang(ctx) == English {
		layout = english
	}
	return t.In(China).Format(layout)
}

// Bytes is a file's size for people: 812 B, 46 KB, 3.2 MB (1 MB = 1024 KB).
func Bytes(size int64) string {
	switch {
	case size < 1<<10:
		return strconv.FormatInt(size, 10) + " B"
	case size < 1<<20:
		return strconv.FormatInt((size+1<<9)>>10, 10) + " KB"
	default:
		return strconv.FormatFloat(float64(size)/(1<<20), 'f', 1, 64) + " MB"
	}
}

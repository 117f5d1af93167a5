package pages

import (
	"context"

	"jiangqitong/cases"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// PathReaders is the list of those who are mailed released reports besides the leaders.
const PathReaders = PathAdmin + "/readers"

// ReadersForm edits the list of further readers of released reports.
func ReadersForm(ctx context.Context, list string, bad cases.Problems) EditForm {
	field := ask(ctx, ui.KindTextarea, "readers", list)
	field.Rows = 8
	return EditForm{Title: i18n.T(ctx, "admin.readers"), Sub: i18n.T(ctx, "admin.readers_sub"), Action: PathReaders,
		Submit: i18n.T(ctx, "form.save"), Back: PathAdmin, Parts: []Part{{Fields: []ui.Field{field}}}, Bad: bad}
}

package cases

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"jiangqitong/internal/db"
)

// Attachment is a photo, document or office file attached to a case; its bytes lie in a file store under Hash.
type Attachment struct {
	ID       int64
	Case     int64 // 0 until bound to a case
	Seq      int64 // the event it came with
	Name     string
	Type     string // media type as sniffed
	Size     int64  // bytes
	Hash     string // SHA-256 of the bytes, hexadecimal
	Thumb    string // the same of its thumbnail, empty for none
	Uploader int64
	At       time.Time
}

// MaxFiles is how many files one case may have.
const MaxFiles = 10

// maxUploads is how many uploads one person may have waiting: enough for several forms open at once.
const maxUploads = 5 * MaxFiles

var fileTable = columns("attachment", "case_id event_seq name type size hash thumb uploader_id at_ms")

func (f *Attachment) row() []any {
	return []any{&f.Case, &f.Seq, &f.Name, &f.Type, &f.Size, &f.Hash, &f.Thumb, &f.Uploader, ms{&f.At}}
}

func scanFile(row db.Scanner) (f Attachment, err error) {
	return f, row.Scan(append([]any{&f.ID}, f.row()...)...)
}

const selectFile = "select id, case_id, event_seq, name, type, size, hash, thumb, uploader_id, at_ms from attachment "

// Attach records an upload of the actor, which an action or a filing can then bind to a case by its ID. One that
// is not bound within a day is swept away.
func (d *Desk) Attach(ctx context.Context, a Actor, f Attachment) (Attachment, error) {
	if a.Role == RoleAuditor || a.Role == RoleAdmin || a.ID == 0 {
		return Attachment{}, problem(Forbidden, "files", "您的角色不办理诉求，不能上传附件。", "Your role does not work on requests, so you cannot upload files.")
	}
	f.Case, f.Seq, f.Uploader, f.At = 0, 0, a.ID, d.now().Truncate(time.Millisecond)
	err := d.db.Write(ctx, func(q *db.Q) (err error) {
		waiting, err := db.Value[int](ctx, q, "select count(*) from attachment where uploader_id = $1 and case_id = 0", a.ID)
		if err != nil {
			return err
		}
		if waiting >= maxUploads {
			return problem(Conflict, "files", "您有 %[1]d 个上传的文件还没有提交，请先提交，或明天再传。",
				"You have %[1]d uploaded files that were not submitted; submit them first, or upload again tomorrow.", waiting)
		}
		f.ID, err = db.Value[int64](ctx, q, fileTable.insert(1)+" returning id", values(f.row())...)
		return err
	})
	return f, err
}

// Uploads reads those of the ids that are the actor's own uploads, for showing a form again; Case is 0 of those still
// waiting to be bound.
func (d *Desk) Uploads(ctx context.Context, a Actor, ids []int64) ([]Attachment, error) {
	args := []any{a.ID}
	for _, id := range ids {
		args = append(args, id)
	}
	return db.All(ctx, d.db.Reader(), scanFile, selectFile+"where uploader_id = $1 and id in ("+
		db.In(2, len(ids))+") order by id", args...)
}

// Attachment reads one file of a case, if the actor may see the case and read the event the file came with.
func (d *Desk) Attachment(ctx context.Context, a Actor, no string, id int64) (Attachment, error) {
	where, args := scope(a, 3)
	f, err := db.One(ctx, d.db.Reader(), scanFile, "select attachment.id, "+fileTable.list("attachment.")+
		" from attachment join cases c on c.id = attachment.case_id where attachment.id = $1 and c.no = $2 and "+where+fileScope(a),
		append([]any{id, no}, args...)...)
	if errors.Is(err, sql.ErrNoRows) {
		err = errNoFile
	}
	return f, err
}

var errNoFile = &Problem{NotFound, "", Words{"没有找到这个附件，可能您无权查看。", "No such file was found; it may be one you may not see."}}

// bindFiles ties uploads of the actor to an event of a case. Uploads of others, or ones bound or swept before, refuse
// the whole action, as do more files than a case may have: nothing is left out in silence.
func bindFiles(ctx context.Context, q *db.Q, a Actor, id, seq int64, files []int64) error {
	if len(files) == 0 {
		return nil
	}
	files = slices.Compact(slices.Sorted(slices.Values(files)))
	if len(files) > MaxFiles {
		return tooManyFiles(len(files))
	}
	args := []any{id, seq, a.ID}
	for _, f := range files {
		args = append(args, f)
	}
	bound, err := q.Exec(ctx, `update attachment set case_id = $1, event_seq = $2
		where uploader_id = $3 and case_id = 0 and id in (`+db.In(4, len(files))+")", args...)
	if err != nil {
		return err
	}
	if bound != int64(len(files)) {
		return problem(Invalid, "files", "有附件已失效或已提交过，请重新上传后再提交。",
			"Some of the files have expired or were submitted before; upload them again, then submit.")
	}
	switch total, err := db.Value[int](ctx, q, "select count(*) from attachment where case_id = $1", id); {
	case err != nil:
		return err
	case total > MaxFiles:
		return tooManyFiles(total)
	}
	return nil
}

func tooManyFiles(n int) *Problem {
	return problem(Invalid, "files", "一件诉求最多 %[1]d 个附件，加上这次有 %[2]d 个，请减少后再提交。",
		"A request has at most %[1]d files; with these it would have %[2]d. Take some away and submit again.", MaxFiles, n)
}

// filesOf lists the files of a case; a company reads those of events it may read.
func filesOf(ctx context.Context, q *db.Q, a Actor, id int64) ([]Attachment, error) {
	return db.All(ctx, q, scanFile, selectFile+"where case_id = $1"+fileScope(a)+" order by id", id)
}

// fileScope is the same rule as Reads in SQL, on the event a file came with. The timer's events, which have a key, may carry
// the same number as an internal note before them and must not open its files.
func fileScope(a Actor) string {
	if !a.Role.Outside() {
		return ""
	}
	return ` and exists (select 1 from event e where e.case_id = attachment.case_id and e.seq = attachment.event_seq
		and e.public and e.event_key is null)`
}

// SweepAttachments forgets uploads made before the instant and never bound to a case, and returns how many they were.
// Their bytes are then referred to by nobody, and the file store can be swept.
func (d *Desk) SweepAttachments(ctx context.Context, before time.Time) (n int64, err error) {
	err = d.db.Write(ctx, func(q *db.Q) (err error) {
		n, err = q.Exec(ctx, "delete from attachment where case_id = 0 and at_ms < $1", toMs(before))
		return err
	})
	return n, err
}

// Unreferenced tells which of the hashes no file and no thumbnail has, in their order.
func (d *Desk) Unreferenced(ctx context.Context, hashes []string) ([]string, error) {
	args := make([]any, len(hashes))
	for i, hash := range hashes {
		args[i] = hash
	}
	in := db.In(1, len(hashes))
	used, err := db.All(ctx, d.db.Reader(), db.Column[string], "select hash from attachment where hash in ("+in+`)
		union select thumb from attachment where thumb <> '' and thumb in (`+in+")", args...)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(hashes), func(hash string) bool { return slices.Contains(used, hash) }), nil
}

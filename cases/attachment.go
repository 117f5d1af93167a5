package cases

import (
	"context"
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
	Thumb    bool   // a thumbnail was made
	Uploader int64
	At       time.Time
}

var fileTable = columns("attachment", "case_id event_seq name type size hash thumb uploader_id at_ms")

func (f *Attachment) row() []any {
	return []any{&f.Case, &f.Seq, &f.Name, &f.Type, &f.Size, &f.Hash, &f.Thumb, &f.Uploader, ms{&f.At}}
}

func scanFile(row db.Scanner) (f Attachment, err error) {
	return f, row.Scan(append([]any{&f.ID}, f.row()...)...)
}

// bindFiles ties uploads of the actor to an event of a case; files of others, or tied before, are left alone.
func bindFiles(ctx context.Context, q *db.Q, a Actor, id, seq int64, files []int64) error {
	if len(files) == 0 {
		return nil
	}
	args := []any{id, seq, a.ID}
	for _, f := range files {
		args = append(args, f)
	}
	_, err := q.Exec(ctx, `update attachment set case_id = $1, event_seq = $2
		where uploader_id = $3 and case_id = 0 and id in (`+db.In(4, len(files))+")", args...)
	return err
}

// filesOf lists the files of a case; a company reads those of events it may read.
func filesOf(ctx context.Context, q *db.Q, a Actor, id int64) ([]Attachment, error) {
	where := ""
	if a.Role == RoleCompany || a.Role == RoleLiaison {
		where = " and exists (select 1 from event e where e.case_id = attachment.case_id and e.seq = attachment.event_seq and e.public)"
	}
	return db.All(ctx, q, scanFile, "select id, "+fileTable.list("")+" from attachment where case_id = $1"+where+" order by id", id)
}

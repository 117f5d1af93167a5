package api

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"

	"jiangqitong/cases"
	"jiangqitong/internal/files"
)

// File is an attachment.
type File struct {
	ID    int64     `json:"id" doc:"编号，提交时写入 files | Id, to be named in files"`
	Name  string    `json:"name" example:"现场照片.jpg" doc:"文件名 | Name"`
	Type  string    `json:"type" example:"image/jpeg" doc:"类型，由内容判定 | Media type, told from the bytes"`
	Size  int64     `json:"size" doc:"字节数 | Bytes"`
	At    time.Time `json:"at" doc:"上传时间 | Uploaded"`
	Event int64     `json:"event,omitempty" doc:"随哪次变化而来（版本号） | The change it came with, by version"`
	Href  string    `json:"href,omitempty" doc:"下载地址；提交之后才有 | Where to download it, once it belongs to a request"`
}

func fileOf(f cases.Attachment, no string) File {
	shown := File{ID: f.ID, Name: f.Name, Type: f.Type, Size: f.Size, At: at(f.At), Event: f.Seq}
	if f.Case != 0 {
		shown.Href = Prefix + "/cases/" + no + "/files/" + strconv.FormatInt(f.ID, 10)
	}
	return shown
}

func (s *server) fileOperations() {
	upload := register(s, operation{id: "uploadFile", method: http.MethodPost, path: "/files", tag: tagFiles, status: http.StatusCreated,
		summary: cases.Words{Zh: "上传附件", En: "Upload a file"},
		more: cases.Words{Zh: "照片、PDF、OFD、Office 或 WPS 文档、TXT 和 CSV，每个不超过 20 MB。得到的编号在一天之内写入诉求或操作的 files。",
			En: "Photos, PDF, OFD, Office or WPS documents, TXT and CSV, up to 20 MB each. Name the id in files of a filing or an action within a day."},
		errors: []int{http.StatusForbidden, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusInsufficientStorage}}, s.uploadFile)
	upload.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{
		Type: huma.TypeObject, Required: []string{fileField}, Properties: map[string]*huma.Schema{fileField: {Type: huma.TypeString, Format: "binary",
			Description: both(cases.Words{Zh: "文件", En: "The file"})}}}}}}
	download := register(s, operation{id: "downloadFile", method: http.MethodGet, path: "/cases/{no}/files/{id}", tag: tagFiles,
		summary: cases.Words{Zh: "下载附件", En: "Download a file"}, errors: []int{http.StatusNotFound}}, s.downloadFile)
	download.Responses["200"].Content = map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}
}

// fileField is the part of the form that carries an upload.
const fileField = "file"

// maxForm is how many bytes an upload may have around the file itself.
const maxForm = 64 << 10

// Streamed is a request whose body or answer the operation handles itself.
type Streamed struct {
	r *http.Request
	w http.ResponseWriter
}

// Resolve keeps hold of the request.
func (s *Streamed) Resolve(ctx huma.Context) []error {
	s.r, s.w = humachi.Unwrap(ctx)
	return nil
}

type uploaded struct{ Body File }

func (s *server) uploadFile(ctx context.Context, in *Streamed) (*uploaded, error) {
	in.r.Body = http.MaxBytesReader(in.w, in.r.Body, files.MaxBytes+maxForm)
	content, header, err := in.r.FormFile(fileField)
	defer func() {
		if in.r.MultipartForm != nil {
			_ = in.r.MultipartForm.RemoveAll() // what stays lies in the temporary folder, which the system clears
		}
	}()
	if err != nil {
		return nil, uploadError(err)
	}
	defer content.Close()
	attachment, err := s.keep(ctx, content, header)
	if err != nil {
		return nil, err
	}
	return &uploaded{fileOf(attachment, "")}, nil
}

func (s *server) keep(ctx context.Context, content multipart.File, header *multipart.FileHeader) (cases.Attachment, error) {
	file, err := s.intake.Accept(ctx, header.Filename, content, header.Size)
	if err != nil {
		return cases.Attachment{}, err
	}
	return s.Desk.Attach(ctx, actorOf(ctx), file.Attachment())
}

// uploadError tells a body that is too large from one that is no upload.
func uploadError(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return errLarge
	}
	return errUpload
}

type fileAsked struct {
	Numbered
	ID int64 `path:"id" minimum:"1" doc:"附件编号 | Id of the file"`
	Streamed
}

type download struct {
	Body func(huma.Context)
}

// downloadFile gives out the bytes as a download; ranges and If-None-Match work as HTTP has them.
func (s *server) downloadFile(ctx context.Context, in *fileAsked) (*download, error) {
	attachment, err := s.Desk.Attachment(ctx, actorOf(ctx), in.No, in.ID)
	if err != nil {
		return nil, err
	}
	content, err := s.Store.Open(ctx, attachment.Hash)
	if err != nil {
		return nil, err
	}
	return &download{func(huma.Context) {
		defer content.Close()
		give(in.w, in.r, attachment, content)
	}}, nil
}

func give(w http.ResponseWriter, r *http.Request, f cases.Attachment, content io.ReadSeeker) {
	h := w.Header()
	h.Set("Content-Type", f.Type)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("ETag", `"`+f.Hash+`"`)
	http.ServeContent(w, r, "", f.At, content)
}

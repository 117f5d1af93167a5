package files

import (
	"archive/zip"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"
	"github.com/richardlehane/mscfb"

	"jiangqitong/cases"
)

// kind is a sort of file that is taken.
type kind struct {
	media   string   // the media type it is stored and served as
	endings []string // that its name may have; the first is given to names with another
	picture bool     // can be decoded, so it must be whole and gets a thumbnail
}

// The kinds that are taken.
var (
	jpegKind = kind{"image/jpeg", []string{".jpg", ".jpeg", ".jpe", ".jfif"}, true}
	pngKind  = kind{"image/png", []string{".png"}, true}
	webpKind = kind{"image/webp", []string{".webp"}, true}
	heicKind = kind{"image/heic", []string{".heic", ".heif", ".hif"}, false}
	pdfKind  = kind{"application/pdf", []string{".pdf"}, false}
	ofdKind  = kind{"application/ofd", []string{".ofd"}, false}
	docKind  = kind{"application/msword", []string{".doc", ".wps", ".dot", ".wpt"}, false}
	xlsKind  = kind{"application/vnd.ms-excel", []string{".xls", ".et", ".xlt", ".ett"}, false}
	pptKind  = kind{"application/vnd.ms-powerpoint", []string{".ppt", ".dps", ".pps", ".dpt"}, false}
	docxKind = kind{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", []string{".docx", ".wps"}, false}
	xlsxKind = kind{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", []string{".xlsx", ".et"}, false}
	pptxKind = kind{"application/vnd.openxmlformats-officedocument.presentationml.presentation", []string{".pptx", ".dps"}, false}
	textKind = kind{"text/plain", []string{".txt", ".csv", ".tsv", ".md", ".log"}, false}
	csvKind  = kind{"text/csv", []string{".csv", ".txt", ".tsv"}, false}
)

// byMedia are the kinds that their first bytes prove.
var byMedia = map[string]kind{
	"image/jpeg": jpegKind, "image/png": pngKind, "image/vnd.mozilla.apng": pngKind, "image/apng": pngKind, "image/webp": webpKind,
	"image/heic": heicKind, "image/heic-sequence": heicKind, "image/heif": heicKind, "image/heif-sequence": heicKind,
	"application/pdf": pdfKind, "text/plain": textKind, "text/csv": csvKind, "text/tab-separated-values": textKind,
}

// sniffed is how many bytes from the start are looked at.
const sniffed = 3072

// kindOf tells what a file is from its bytes alone; a refusal is a Problem.
func kindOf(content io.ReaderAt, size int64) (kind, error) {
	head := make([]byte, min(size, sniffed))
	if _, err := content.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return kind{}, err
	}
	found := mimetype.Detect(head)
	media, _, _ := strings.Cut(found.String(), ";")
	if k, ok := byMedia[media]; ok {
		return k, nil
	}
	switch {
	case descends(found, "application/zip"):
		return packedKind(content, size, found)
	case descends(found, "application/x-ole-storage"):
		return compoundKind(content)
	}
	return kind{}, unwanted(found)
}

func descends(m *mimetype.MIME, media string) bool {
	for ; m != nil; m = m.Parent() {
		if m.Is(media) {
			return true
		}
	}
	return false
}

// packedKind tells the documents that are zip archives apart by the parts they must have.
func packedKind(content io.ReaderAt, size int64, found *mimetype.MIME) (kind, error) {
	archive, err := zip.NewReader(content, size)
	if err != nil {
		return kind{}, damaged
	}
	has := func(name string) bool {
		return slices.ContainsFunc(archive.File, func(f *zip.File) bool { return f.Name == name })
	}
	for part, k := range map[string]kind{"OFD.xml": ofdKind, "word/document.xml": docxKind, "xl/workbook.xml": xlsxKind, "ppt/presentation.xml": pptxKind} {
		if !has(part) {
			continue
		}
		if slices.ContainsFunc(archive.File, func(f *zip.File) bool { return strings.HasSuffix(f.Name, "vbaProject.bin") }) {
			return kind{}, macros
		}
		return k, nil
	}
	return kind{}, unwanted(found)
}

// maxStreams is how many streams of a compound file are looked at.
const maxStreams = 10_000

// compoundKind tells the binary documents of Office and WPS apart by the streams they must have.
func compoundKind(content io.ReaderAt) (kind, error) {
	document, err := mscfb.New(content)
	if err != nil {
		return kind{}, damaged
	}
	var found kind
	for range maxStreams {
		stream, err := document.Next()
		if err != nil {
			break
		}
		switch stream.Name {
		case "VBA", "_VBA_PROJECT_CUR", "Macros":
			return kind{}, macros
		case "EncryptedPackage":
			return kind{}, locked
		case "WordDocument":
			found = docKind
		case "Workbook", "Book":
			found = xlsKind
		case "PowerPoint Document":
			found = pptKind
		}
	}
	if found.media == "" {
		return kind{}, unwanted(nil)
	}
	return found, nil
}

func refusal(zh, en string) *cases.Problem {
	return &cases.Problem{Kind: cases.Invalid, Field: "files", Words: cases.Words{Zh: zh, En: en}}
}

const (
	wantedZh = "可以上传照片（JPG、PNG、WebP、HEIC）、PDF、OFD、Office 或 WPS 文档、TXT 和 CSV。"
	wantedEn = "Photos (JPG, PNG, WebP, HEIC), PDF, OFD, Office or WPS documents, TXT and CSV are taken."
)

var (
	damaged = refusal("文件已损坏，打不开，请重新导出或拍照后再上传。", "The file is damaged and cannot be opened; export or photograph it again.")
	macros  = refusal("文档含有宏，请另存为不含宏的文档后再上传。", "The document has macros; save it without them and upload that.")
	locked  = refusal("文档设有打开密码，请取消密码后再上传。", "The document is locked with a password; remove the password and upload it again.")
)

// unwantedNames say what a refused file is, where people would ask.
var unwantedNames = []struct {
	media string
	words cases.Words
}{
	{"application/zip", cases.Words{Zh: "压缩包，请解压后逐个上传", En: "an archive; unpack it and upload the files one by one"}},
	{"application/x-rar-compressed", cases.Words{Zh: "压缩包，请解压后逐个上传", En: "an archive; unpack it and upload the files one by one"}},
	{"application/x-7z-compressed", cases.Words{Zh: "压缩包，请解压后逐个上传", En: "an archive; unpack it and upload the files one by one"}},
	{"application/vnd.microsoft.portable-executable", cases.Words{Zh: "程序", En: "a program"}},
	{"application/x-elf", cases.Words{Zh: "程序", En: "a program"}},
	{"text/html", cases.Words{Zh: "网页", En: "a web page"}},
	{"text/xml", cases.Words{Zh: "网页或数据文件", En: "a web page or data file"}},
	{"image/gif", cases.Words{Zh: "GIF 图片，请转换为 JPG 或 PNG", En: "a GIF picture; convert it to JPG or PNG"}},
	{"image/bmp", cases.Words{Zh: "BMP 图片，请转换为 JPG 或 PNG", En: "a BMP picture; convert it to JPG or PNG"}},
	{"image/tiff", cases.Words{Zh: "TIFF 图片，请转换为 JPG 或 PDF", En: "a TIFF picture; convert it to JPG or PDF"}},
	{"video/mp4", cases.Words{Zh: "视频，请改传照片或说明文字", En: "a video; send photos or a description instead"}},
	{"video/quicktime", cases.Words{Zh: "视频，请改传照片或说明文字", En: "a video; send photos or a description instead"}},
}

func unwanted(found *mimetype.MIME) *cases.Problem {
	for _, name := range unwantedNames {
		if found != nil && found.Is(name.media) {
			return refusal("这个文件是"+name.words.Zh+"。"+wantedZh, "This file is "+name.words.En+". "+wantedEn)
		}
	}
	return refusal("不支持这种文件。"+wantedZh, "This sort of file is not taken. "+wantedEn)
}

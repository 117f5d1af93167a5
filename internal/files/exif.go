package files

import (
	"bytes"
	"encoding/binary"
	"io"
)

// Signs of a JPEG file and of the EXIF block in it (JEITA CP-3451).
const (
	startOfScan    = 0xda
	exifSegment    = 0xe1
	orientationTag = 0x0112
)

var exifHeader = []byte("Exif\x00\x00")

// orientation reads how a JPEG picture has to be turned to stand upright, 1 to 8; 1 when it does not say.
func orientation(r io.Reader) int {
	var start [2]byte
	if _, err := io.ReadFull(r, start[:]); err != nil || start != [2]byte{0xff, 0xd8} {
		return 1
	}
	for {
		var head [4]byte // ff, kind of segment, length including itself
		if _, err := io.ReadFull(r, head[:]); err != nil || head[0] != 0xff || head[1] == startOfScan {
			return 1
		}
		length := int64(binary.BigEndian.Uint16(head[2:])) - 2
		if length < 0 {
			return 1
		}
		if head[1] != exifSegment {
			if _, err := io.CopyN(io.Discard, r, length); err != nil {
				return 1
			}
			continue
		}
		segment := make([]byte, length)
		if _, err := io.ReadFull(r, segment); err != nil {
			return 1
		}
		if tiff, ok := bytes.CutPrefix(segment, exifHeader); ok {
			return tiffOrientation(tiff)
		}
	}
}

// tiffOrientation finds the tag in the first directory of the TIFF block that EXIF is.
func tiffOrientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	entries := int64(order.Uint16(tiff[at:]))
	for i := range entries {
		entry := at + 2 + 12*i
		if entry+12 > int64(len(tiff)) {
			return 1
		}
		if order.Uint16(tiff[entry:]) == orientationTag {
			return int(order.Uint16(tiff[entry+8:]))
		}
	}
	return 1
}

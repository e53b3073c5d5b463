package report

import (
	"archive/zip"
	"fmt"
	"strings"

	"github.com/assay-isms/assay/internal/report/picture"
)

const (
	pictureNS = "http://schemas.openxmlformats.org/drawingml/2006/picture"
	mainNS    = "http://schemas.openxmlformats.org/drawingml/2006/main"
	drawingNS = ` xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="` + mainNS + `" xmlns:pic="` + pictureNS + `"`
	emus      = 36_000 // of Office, per mm
	svgBlip   = `<a:extLst><a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}"><asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="svg%[6]d"/></a:ext></a:extLst>`
)

// picture is a drawing in the text, with what it shows for those who have the document read to them. It is there twice: as
// SVG, and as PNG for programs that show none.
func (b *body) picture(p *picture.Picture) {
	b.pictures = append(b.pictures, p)
	n := len(b.pictures)
	mm := min(pixel, min(b.wide*25.4/1440, widestShown)/p.Width)
	wide, high := int(p.Width*mm*emus), int(p.Height*mm*emus)
	fmt.Fprintf(b, `<w:p><w:pPr><w:pStyle w:val="Normal"/></w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%[1]d" cy="%[2]d"/>`+
		`<wp:docPr id="%[3]d" name="%[4]s" descr="%[5]s"/><a:graphic><a:graphicData uri="`+pictureNS+`"><pic:pic><pic:nvPicPr><pic:cNvPr id="%[3]d" name="%[4]s" descr="%[5]s"/><pic:cNvPicPr/></pic:nvPicPr>`+
		`<pic:blipFill><a:blip r:embed="png%[3]d">`+svgBlip+`</a:blip><a:stretch><a:fillRect/></a:stretch></pic:blipFill>`+
		`<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%[1]d" cy="%[2]d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`,
		wide, high, n, escapeXML(p.Title), escapeXML(p.Description), n)
}

func (b *body) pictureRels() string {
	var s strings.Builder
	for i := range b.pictures {
		for _, kind := range []string{"png", "svg"} {
			fmt.Fprintf(&s, `<Relationship Id="%[1]s%[2]d" Type="%[3]s/image" Target="media/picture%[2]d.%[1]s"/>`, kind, i+1, officeRels)
		}
	}
	return s.String()
}

// media writes the pictures' files.
func (b *body) media(z *zip.Writer) error {
	for i, p := range b.pictures {
		dots, err := p.PNG(b.set)
		if err != nil {
			return err
		}
		for _, f := range []struct {
			kind string
			body []byte
		}{{"png", dots}, {"svg", p.File()}} {
			to, err := z.Create(fmt.Sprintf("word/media/picture%d.%s", i+1, f.kind))
			if err != nil {
				return err
			}
			if _, err := to.Write(f.body); err != nil {
				return err
			}
		}
	}
	return nil
}

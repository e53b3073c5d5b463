package pdf

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/report/typeset"
)

// Info describes a document.
type Info struct {
	Title, Subject, Author, Language string
	Backward                         bool // written from right to left
	Time                             time.Time
}

// Document is a PDF being made.
type Document struct {
	file
	info      Info
	faces     map[*typeset.Face]*fontUse
	fonts     []*fontUse
	pages     []*Page
	tags      []element
	bookmarks []bookmark
	faint     bool // something is drawn so that what lies below shows through
}

type bookmark struct {
	title string
	level int // 0 or 1
	page  *Page
	y     float64
}

// New begins a document.
func New(i Info) *Document {
	d := &Document{info: i, faces: map[*typeset.Face]*fontUse{}}
	d.tags = []element{{}, {kind: "Document", ref: d.reserve()}}
	return d
}

// AddPage adds a page of a size in mm.
func (d *Document) AddPage(width, height float64) *Page {
	p := &Page{doc: d, ref: d.reserve(), width: width, height: height, number: len(d.pages)}
	d.pages = append(d.pages, p)
	return p
}

// Pages are the pages so far.
func (d *Document) Pages() []*Page { return d.pages }

// Bookmark adds an entry to the outline that readers show beside the pages: of level 0, or 1 below the last of level 0.
func (d *Document) Bookmark(title string, level int, p *Page, y float64) {
	d.bookmarks = append(d.bookmarks, bookmark{title, level, p, y})
}

// Write finishes the document.
func (d *Document) Write(w io.Writer) error {
	tree := d.reserve()
	fonts := ""
	for _, u := range d.fonts {
		fonts += fmt.Sprintf("/%s %s", u.name, u.ref)
	}
	faint := ""
	if d.faint {
		faint = fmt.Sprintf("/ExtGState<</Faint<</ca %s>>>>", num(faintness))
	}
	resources := d.add("<</Font<<%s>>%s>>", fonts, faint)
	pages := d.reserve()
	var kids strings.Builder
	var parents []string // what the structure holds, by page and then by link
	var links []Tag
	for _, p := range d.pages {
		fmt.Fprintf(&kids, "%s ", p.ref)
		links = append(links, p.write(pages, resources, len(d.pages)+len(links))...)
	}
	d.set(pages, "<</Type/Pages/Count %d/Kids[%s]>>", len(d.pages), kids.String())
	for _, p := range d.pages {
		var marks strings.Builder
		for _, t := range p.marks {
			marks.WriteString(d.tags[t].ref.String() + " ")
		}
		parents = append(parents, "["+marks.String()+"]")
	}
	for _, t := range links {
		parents = append(parents, d.tags[t].ref.String())
	}
	d.writeTags(tree, parents)
	for _, u := range d.fonts {
		if err := u.write(&d.file); err != nil {
			return err
		}
	}
	direction := "L2R"
	if d.info.Backward {
		direction = "R2L"
	}
	root := d.add("<</Type/Catalog/Version/1.7/Pages %s/Lang %s/MarkInfo<</Marked true>>/StructTreeRoot %s/Metadata %s/ViewerPreferences<</DisplayDocTitle true/Direction/%s>>%s>>",
		pages, text(d.info.Language), tree, d.metadata(), direction, d.outline())
	i, at := d.info, d.info.Time.UTC().Format("D:20060102150405Z")
	info := d.add("<</Title %s/Subject %s/Author %s/Producer(Assay)/CreationDate(%s)/ModDate(%[4]s)>>", text(i.Title), text(i.Subject), text(i.Author), at)
	return d.writeTo(w, root, info)
}

// write adds the page's objects; its links are numbered in the structure from next.
func (p *Page) write(parent, resources ref, next int) (tags []Tag) {
	d := p.doc
	content := d.addStream("", p.content.Bytes())
	annotations := ""
	for _, l := range p.links {
		r := d.add("<</Type/Annot/Subtype/Link/Rect[%s %s]/Border[0 0 0]/F 4/Contents %s/StructParent %d/A<</S/URI/URI(%s)>>>>",
			p.at(l.x, l.y+l.height), p.at(l.x+l.width, l.y), text(l.text), next+len(tags), literal(l.address))
		d.tags[l.tag].kids = append(d.tags[l.tag].kids, kid{page: p, link: r})
		tags = append(tags, l.tag)
		annotations += r.String() + " "
	}
	d.set(p.ref, "<</Type/Page/Parent %s/MediaBox[0 0 %s %s]/Resources %s/Contents %s/Tabs/S/StructParents %d/Annots[%s]>>",
		parent, num(p.width*point), num(p.height*point), resources, content, p.number, annotations)
	return tags
}

// literal is for an address, which holds no character beyond ASCII.
func literal(s string) string {
	return strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(s)
}

// outline is the catalogue's entry for the bookmarks.
func (d *Document) outline() string {
	if len(d.bookmarks) == 0 {
		return ""
	}
	root := d.reserve()
	refs := make([]ref, len(d.bookmarks))
	for i := range refs {
		refs[i] = d.reserve()
	}
	top := d.siblings(refs, root, 0, 0, len(refs))
	d.set(root, "<</Type/Outlines%s>>", top)
	return fmt.Sprintf("/Outlines %s/PageMode/UseOutlines", root)
}

// siblings writes the bookmarks of a level between from and to, and tells their parent which they are.
func (d *Document) siblings(refs []ref, parent ref, level, from, to int) string {
	var own []int
	for i := from; i < to; i++ {
		if d.bookmarks[i].level == level || i == from {
			own = append(own, i)
		}
	}
	if len(own) == 0 {
		return ""
	}
	for n, i := range own {
		end, around := to, ""
		if n+1 < len(own) {
			end = own[n+1]
			around += "/Next " + refs[end].String()
		}
		if n > 0 {
			around += "/Prev " + refs[own[n-1]].String()
		}
		b := d.bookmarks[i]
		d.set(refs[i], "<</Title %s/Parent %s/Dest[%s/XYZ 0 %s null]%s%s>>", text(b.title), parent, b.page.ref,
			num((b.page.height-b.y)*point), around, d.siblings(refs, refs[i], level+1, i+1, end))
	}
	return fmt.Sprintf("/First %s/Last %s/Count %d", refs[own[0]], refs[own[len(own)-1]], len(own))
}

// metadata says the same as the info, in XML.
func (d *Document) metadata() ref {
	at := d.info.Time.UTC().Format(time.RFC3339)
	esc := func(s string) string {
		var b strings.Builder
		_ = xml.EscapeText(&b, []byte(s)) // a builder does not fail
		return b.String()
	}
	alt := func(s string) string {
		return `<rdf:Alt><rdf:li xml:lang="x-default">` + esc(s) + `</rdf:li></rdf:Alt>`
	}
	x := `<?xpacket begin="` + "\ufeff" + `" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">` +
		`<dc:title>` + alt(d.info.Title) + `</dc:title><dc:description>` + alt(d.info.Subject) + `</dc:description><dc:creator><rdf:Seq><rdf:li>` + esc(d.info.Author) + `</rdf:li></rdf:Seq></dc:creator>` +
		`<dc:language><rdf:Bag><rdf:li>` + esc(d.info.Language) + `</rdf:li></rdf:Bag></dc:language>` +
		`<xmp:CreateDate>` + at + `</xmp:CreateDate><xmp:ModifyDate>` + at + `</xmp:ModifyDate><pdf:Producer>Assay</pdf:Producer></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>`
	return d.addStream("/Type/Metadata/Subtype/XML", []byte(x))
}

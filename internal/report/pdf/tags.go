package pdf

import (
	"fmt"
	"strings"
)

// Tag is an element of the document's structure.
type Tag int

const (
	// Artifact is no element: decoration, and what is repeated on every page.
	Artifact Tag = iota
	// Root is the document itself.
	Root
)

type element struct {
	kind       string
	ref        ref
	parent     Tag
	attributes string
	kids       []kid
}

// kid is a child: an element, marked content of a page, or a link on a page.
type kid struct {
	tag  Tag
	page *Page
	mark int
	link ref
}

// Tag adds an element of a kind of PDF's standard structure (P, H1, L, LI, Table, TR, TH, TD, Link …) to its parent.
func (d *Document) Tag(parent Tag, kind string) Tag {
	t := Tag(len(d.tags))
	d.tags = append(d.tags, element{kind: kind, ref: d.reserve(), parent: parent})
	d.tags[parent].kids = append(d.tags[parent].kids, kid{tag: t})
	return t
}

// Header adds a TH: the heading of its column, or with row of its row.
func (d *Document) Header(parent Tag, row bool) Tag {
	t, scope := d.Tag(parent, "TH"), "Column"
	if row {
		scope = "Row"
	}
	d.tags[t].attributes = "/A<</O/Table/Scope/" + scope + ">>"
	return t
}

// Box is a place on a page, in mm.
type Box struct {
	X, Y, Width, Height float64
	Page                *Page
}

// Figure adds a picture with the text that says what it shows.
func (d *Document) Figure(parent Tag, alt string, at Box) Tag {
	t := d.Tag(parent, "Figure")
	left, top := at.X*point, (at.Page.height-at.Y)*point
	d.tags[t].attributes = fmt.Sprintf("/Alt %s/A<</O/Layout/Placement/Block/BBox[%s %s %s %s]>>", text(alt), num(left), num(top-at.Height*point), num(left+at.Width*point), num(top))
	return t
}

// writeTags writes the structure; parents is what pages and links belong to.
func (d *Document) writeTags(tree ref, parents []string) {
	for t := Root; int(t) < len(d.tags); t++ {
		e := &d.tags[t]
		parent := tree
		if t > Root {
			parent = d.tags[e.parent].ref
		}
		page, kids := e.kidList(d)
		d.set(e.ref, "<</Type/StructElem/S/%s/P %s%s%s/K[%s]>>", e.kind, parent, page, e.attributes, kids)
	}
	var nums strings.Builder
	for i, p := range parents {
		fmt.Fprintf(&nums, "%d %s ", i, p)
	}
	d.set(tree, "<</Type/StructTreeRoot/K %s/ParentTree<</Nums[%s]>>/ParentTreeNextKey %d>>", d.tags[Root].ref, nums.String(), len(parents))
}

func (e *element) kidList(d *Document) (page, kids string) {
	var b strings.Builder
	var on *Page
	for _, k := range e.kids {
		switch {
		case k.tag != 0:
			b.WriteString(d.tags[k.tag].ref.String() + " ")
			continue
		case k.link != 0:
			fmt.Fprintf(&b, "<</Type/OBJR/Pg %s/Obj %s>>", k.page.ref, k.link)
			continue
		case on == nil:
			on = k.page
		}
		if k.page == on {
			fmt.Fprintf(&b, "%d ", k.mark)
		} else {
			fmt.Fprintf(&b, "<</Type/MCR/Pg %s/MCID %d>>", k.page.ref, k.mark)
		}
	}
	if on != nil {
		page = "/Pg " + on.ref.String()
	}
	return page, b.String()
}

package report

import "strings"

// docxTheme is the document's theme: its colours, and a font for each script, so that text in any of them is shown
// in a font that Word's users have.
var docxTheme = `<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Assay"><a:themeElements><a:clrScheme name="Assay">` +
	themeColours("dk1", "1D1C1A", "lt1", "FFFFFF", "dk2", "5D5A53", "lt2", "F3F1EA", "accent1", "0B5C55", "accent2", "23693F", "accent3", "7A5A00",
		"accent4", "A42A22", "accent5", "5A4B9A", "accent6", "6B675E", "hlink", "0B5C55", "folHlink", "5A4B9A") +
	`</a:clrScheme><a:fontScheme name="Assay"><a:majorFont>` + themeFonts("Cambria", "Times New Roman") + `</a:majorFont><a:minorFont>` +
	themeFonts("Calibri", "Arial") + `</a:minorFont></a:fontScheme><a:fmtScheme name="Assay"><a:fillStyleLst>` + strings.Repeat(themeFill, 3) +
	`</a:fillStyleLst><a:lnStyleLst>` + strings.Repeat(`<a:ln w="6350">`+themeFill+`</a:ln>`, 3) + `</a:lnStyleLst><a:effectStyleLst>` +
	strings.Repeat(`<a:effectStyle><a:effectLst/></a:effectStyle>`, 3) + `</a:effectStyleLst><a:bgFillStyleLst>` + strings.Repeat(themeFill, 3) +
	`</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>`

const themeFill = `<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>`

func themeColours(pairs ...string) string {
	var s strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		s.WriteString(`<a:` + pairs[i] + `><a:srgbClr val="` + pairs[i+1] + `"/></a:` + pairs[i] + `>`)
	}
	return s.String()
}

// themeFonts are a font for Latin, Greek and Cyrillic, one for scripts from the right, and one for each of the others.
func themeFonts(latin, backward string) string {
	s := `<a:latin typeface="` + latin + `"/><a:ea typeface=""/><a:cs typeface=""/>`
	for _, f := range [][2]string{
		{"Jpan", "Yu Gothic"}, {"Hang", "Malgun Gothic"}, {"Hans", "Microsoft YaHei"}, {"Hant", "Microsoft JhengHei"}, {"Arab", backward}, {"Hebr", backward},
		{"Thai", "Leelawadee UI"}, {"Deva", "Nirmala UI"}, {"Beng", "Nirmala UI"}, {"Taml", "Nirmala UI"}, {"Telu", "Nirmala UI"}, {"Armn", "Arial"}, {"Geor", "Sylfaen"},
	} {
		s += `<a:font script="` + f[0] + `" typeface="` + f[1] + `"/>`
	}
	return s
}

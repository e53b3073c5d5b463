// Package demo holds the files that the sample organisation attaches as evidence. In their text {22} stands for the
// date 22 working days ago; package internal/demo explains the marks and fills them in.
package demo

import "embed"

// Files are the texts, in the folder files.
//
//go:embed files
var Files embed.FS

// Command assay runs an information security management system and proves it.
package main

import (
	"os"

	"github.com/assay-isms/assay/internal/app"
	"github.com/assay-isms/assay/internal/cli"
)

func main() { os.Exit(cli.Main(app.ForCommands)) }

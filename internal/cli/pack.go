package cli

import "github.com/assay-isms/assay/internal/errs"

func (c *verifyCmd) pack(*session) error {
	return errs.Invalidf("Audit packs are not read yet.")
}

// Package isms lists every record kind of the management system. Areas live in the folders beside this file, named
// in the standard's words.
package isms

import (
	"github.com/assay-isms/assay/internal/isms/assessment"
	"github.com/assay-isms/assay/internal/isms/asset"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/document"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/isms/framework"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/scope"
	"github.com/assay-isms/assay/internal/isms/supplier"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/isms/view"
	"github.com/assay-isms/assay/internal/record"
)

// Kinds are all registers of an organisation, in the order of the standard.
func Kinds() []*record.Kind {
	return []*record.Kind{
		scope.Issues.Kind(), scope.Parties.Kind(), scope.Requirements.Kind(), scope.Scopes.Kind(),
		document.Documents.Kind(), document.Versions.Kind(), document.Answers.Kind(), document.Acknowledgements.Kind(),
		people.Persons.Kind(), asset.Assets.Kind(), supplier.Suppliers.Kind(),
		risk.CriteriaVersions.Kind(), assessment.Assessments.Kind(), risk.Risks.Kind(), assessment.Ratings.Kind(), assessment.Reconciliations.Kind(), treatment.Treatments.Kind(), treatment.Acceptances.Kind(),
		control.Controls.Kind(), control.Versions.Kind(), control.Corrections.Kind(), evidence.Evidences.Kind(),
		framework.Frameworks.Kind(), framework.Items.Kind(), framework.Mappings.Kind(), view.Views.Kind(),
	}
}

// Package isms lists every record kind of the management system. Areas live in the folders beside this file, named
// in the standard's words.
package isms

import (
	"github.com/assay-isms/assay/internal/isms/access"
	"github.com/assay-isms/assay/internal/isms/answer"
	"github.com/assay-isms/assay/internal/isms/assessment"
	"github.com/assay-isms/assay/internal/isms/asset"
	"github.com/assay-isms/assay/internal/isms/calibration"
	"github.com/assay-isms/assay/internal/isms/checklist"
	"github.com/assay-isms/assay/internal/isms/compliance"
	"github.com/assay-isms/assay/internal/isms/continuity"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/cryptography"
	"github.com/assay-isms/assay/internal/isms/development"
	"github.com/assay-isms/assay/internal/isms/document"
	"github.com/assay-isms/assay/internal/isms/effect"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/isms/exception"
	"github.com/assay-isms/assay/internal/isms/framework"
	"github.com/assay-isms/assay/internal/isms/incident"
	"github.com/assay-isms/assay/internal/isms/network"
	"github.com/assay-isms/assay/internal/isms/operations"
	"github.com/assay-isms/assay/internal/isms/organization"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/physical"
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
		people.Persons.Kind(), people.Screenings.Kind(), people.Terms.Kind(), people.TrainingRecords.Kind(), people.DisciplinaryCases.Kind(), people.Communications.Kind(),
		checklist.FunctionHolders.Kind(), checklist.Personnels.Kind(), checklist.Checklists.Kind(), checklist.Tasks.Kind(),
		asset.Assets.Kind(), supplier.Suppliers.Kind(), supplier.Agreements.Kind(), supplier.Assessments.Kind(), supplier.Reviews.Kind(),
		answer.Answers.Kind(), answer.Questionnaires.Kind(),
		organization.Roles.Kind(), organization.DutyConflicts.Kind(), organization.Contacts.Kind(), organization.ThreatReports.Kind(), organization.Projects.Kind(), organization.MobileDevices.Kind(), people.Competences.Kind(),
		asset.Media.Kind(), asset.Disposals.Kind(),
		physical.Zones.Kind(), physical.Visits.Kind(), physical.Inspections.Kind(), physical.Maintenances.Kind(), physical.Removals.Kind(),
		network.Services.Kind(), network.Segments.Kind(), network.TransferAgreements.Kind(),
		development.Applications.Kind(), development.SecurityRequirements.Kind(), development.ReleaseReviews.Kind(), development.SecurityTests.Kind(), development.TestDataUses.Kind(),
		exception.Exceptions.Kind(),
		access.Systems.Kind(), access.Accounts.Kind(), access.EntitlementChanges.Kind(), access.Reviews.Kind(), access.Decisions.Kind(),
		cryptography.CryptoKeys.Kind(), cryptography.Certificates.Kind(), cryptography.Secrets.Kind(),
		operations.Procedures.Kind(), operations.Changes.Kind(), operations.CapacityMeasures.Kind(), operations.Environments.Kind(), operations.MalwareProtections.Kind(),
		operations.Backups.Kind(), operations.RestoreTests.Kind(), operations.LogSources.Kind(), operations.ClockSources.Kind(), operations.Vulnerabilities.Kind(),
		operations.Configurations.Kind(), operations.TechnicalReviews.Kind(),
		compliance.Licences.Kind(), compliance.RetentionRules.Kind(), compliance.ProcessingActivities.Kind(), compliance.IndependentReviews.Kind(),
		incident.Settings.Kind(), incident.Rules.Kind(), incident.Events.Kind(), incident.Incidents.Kind(), incident.Notes.Kind(), incident.Notifications.Kind(), incident.Custodies.Kind(), incident.Lessons.Kind(),
		continuity.Processes.Kind(), continuity.Plans.Kind(), continuity.Exercises.Kind(), continuity.Findings.Kind(),
		risk.CriteriaVersions.Kind(), assessment.Assessments.Kind(), risk.Risks.Kind(), assessment.Ratings.Kind(), assessment.Reconciliations.Kind(), calibration.Exercises.Kind(), treatment.Treatments.Kind(), treatment.Acceptances.Kind(),
		control.Controls.Kind(), control.Versions.Kind(), control.Corrections.Kind(), evidence.Evidences.Kind(), effect.Effects.Kind(),
		framework.Frameworks.Kind(), framework.Items.Kind(), framework.Mappings.Kind(), view.Views.Kind(),
	}
}

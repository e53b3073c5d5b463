package demo

import (
	"github.com/assay-isms/assay/internal/isms/development"
	"github.com/assay-isms/assay/internal/record"
)

// development plans applications with what they must satisfy, their tests and releases, and the data they are tested with.
func (y *year) development() {
	for _, a := range software {
		add(y, 200, "roth", "With the owners", development.Applications, a.key, func() *development.Application {
			return &development.Application{Name: a.name, Origin: a.origin, Asset: y.ref("asset", a.asset), Owner: y.person(a.owner), Classification: a.class, Exposure: a.exposure, Level: a.level, Repository: a.repository,
				Gates: a.gates, Materials: a.materials, Sensitive: a.sensitive}
		})
		for _, ago := range a.compared {
			alter(y, ago, a.owner, "Compared with what runs", development.Applications, a.key, func(x *development.Application) {
				x.ComparedOn = y.date(ago)
				if a.materials != "" {
					x.MaterialsOn = y.date(ago)
				}
			})
		}
	}
	for _, t := range tries {
		y.try(t.key, func() *development.SecurityTest {
			x := &development.SecurityTest{Title: t.title, Type: t.kind, Tester: t.tester, Owner: y.person(t.owner), Build: t.build, PlannedOn: y.date(t.planned), Assets: y.refs("asset", t.assets), Live: t.live}
			if t.app != "" {
				x.Application = y.ref("application", t.app)
			}
			if t.project != "" {
				x.Project = y.ref("project", t.project)
			}
			if t.live {
				x.AgreedBy, x.AgreedOn = y.person("okafor"), y.date(t.planned+3)
			}
			return x
		}, t.planned, t.done, t.found, t.retested)
	}
	y.securityRequirements()
	y.releases()
	y.testData()
}

func (y *year) try(key string, make func() *development.SecurityTest, planned, done int, found [4]int, retested int) {
	add(y, planned+2, "weber", "Planned", development.SecurityTests, key, make)
	if done != 0 {
		alter(y, done, "weber", "Done", development.SecurityTests, key, func(t *development.SecurityTest) {
			t.DoneOn, t.Critical, t.High, t.Medium, t.Low, t.Report = y.date(done), found[0], found[1], found[2], found[3], "In the project's folder"
			if found[0]+found[1] > 0 {
				t.MendBy = y.date(max(done-10, 2))
			}
		})
	}
	if retested != 0 {
		alter(y, retested, "weber", "Tested again", development.SecurityTests, key, func(t *development.SecurityTest) { t.RetestedOn, t.Retest = y.date(retested), "gone" })
	}
}

func (y *year) securityRequirements() {
	for _, q := range wanted {
		add(y, q.entered, "weber", "", development.SecurityRequirements, q.key, func() *development.SecurityRequirement {
			return &development.SecurityRequirement{Title: q.title, Application: y.ref("application", q.app), Project: y.ref("project", q.project), Source: q.source, Priority: "must", Verify: q.verify, Owner: y.person(q.owner), Due: y.date(q.due)}
		})
		take(y, q.entered-2, "duval", "", development.SecurityRequirements, q.key, "approve")
		if q.verified != 0 {
			alter(y, q.verified, "weber", "Verified", development.SecurityRequirements, q.key, func(x *development.SecurityRequirement) {
				x.VerifiedOn = y.date(q.verified)
				if q.test != "" {
					x.Test = y.ref("security_test", q.test)
				}
			})
		}
	}
}

func (y *year) releases() {
	for _, r := range releases {
		add(y, r.entered, "okafor", "", development.ReleaseReviews, r.key, func() *development.ReleaseReview {
			return &development.ReleaseReview{Title: r.title, Application: y.ref("application", r.app), Build: r.build, Author: y.person(r.author), Reviewer: y.person(r.reviewer), Checks: r.checks, Tests: y.refs("security_test", r.tests),
				Defects: r.defects, PlannedOn: y.date(r.planned)}
		})
		if r.approved != 0 {
			take(y, r.approved, "duval", "", development.ReleaseReviews, r.key, "approve")
		}
		if r.released != 0 {
			alter(y, r.released, "okafor", "In use", development.ReleaseReviews, r.key, func(x *development.ReleaseReview) { x.ReleasedOn = y.date(r.released) })
		}
	}
}

func (y *year) testData() {
	for _, c := range copies {
		add(y, c.asked, "okafor", "", development.TestDataUses, c.key, func() *development.TestDataUse {
			return &development.TestDataUse{Title: c.title, Application: y.ref("application", c.app), Source: y.ref("asset", c.source), Classification: "confidential", Purpose: c.purpose, Place: c.place, Form: c.form,
				Protection: c.protection, Owner: y.person(c.owner), User: y.person(c.user), DeleteBy: y.date(c.deleteBy)}
		})
		take(y, c.asked-1, "duval", "", development.TestDataUses, c.key, "approve")
		alter(y, c.asked-2, "okafor", "Copied", development.TestDataUses, c.key, func(x *development.TestDataUse) {
			if x.CopiedOn = y.date(c.asked - 2); c.form == "masked" {
				x.SearchedOn = x.CopiedOn
			}
		})
		if c.deleted != 0 {
			take(y, c.deleted, "okafor", "", development.TestDataUses, c.key, "erased", func(x *development.TestDataUse) { x.DeletedBy = y.person("ferrer") })
		}
	}
}

// checklist is the usual checklist of a release.
var checklist = record.Set{"read", "green", "licences", "merge"}

package api

import (
	"net/http"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// selfRoutes are about the organisation as a whole.
func (s *Server) selfRoutes() []Route {
	return []Route{
		{Method: "GET", Pattern: Base + "/me", Needs: record.MayRead, fn: (*call).me, doc: docMe()},
		{Method: "GET", Pattern: Base + "/organisation", Needs: record.MayRead, fn: (*call).organisation, doc: docOrganisation()},
		{Method: "GET", Pattern: Base + "/search", Needs: record.MayRead, fn: (*call).search, doc: docSearch()},
		{Method: "GET", Pattern: Base + "/pack", Needs: record.MayRead, fn: (*call).auditPack, doc: docPack()},
		{Method: "POST", Pattern: Base + "/undo/{batch}", Needs: record.MayRead | record.MayContribute, fn: (*call).undo, doc: docUndo()},
	}
}

// permissions are the names under which the interface speaks of what a caller may.
var permissions = []struct {
	may  record.Permission
	name string
}{{record.MayRead, "read"}, {record.MayContribute, "contribute"}, {record.MayEdit, "edit"}, {record.MayApprove, "approve"}, {record.MayAdminister, "administer"}}

func namesOf(p record.Permission) []string {
	names := []string{}
	for _, row := range permissions {
		if p&row.may != 0 {
			names = append(names, row.name)
		}
	}
	return names
}

// self is who asks and what they may.
type self struct {
	ID           string   `json:"id"`
	Name         string   `json:"name"`
	Email        string   `json:"email"`
	Token        string   `json:"token"` // id of the API token; "" for a browser's session
	Scopes       []string `json:"scopes"`
	Organisation string   `json:"organisation"`
	Role         string   `json:"role"`
	May          []string `json:"may"`
}

func (c *call) me() error {
	return c.respondWith(http.StatusOK, self{c.caller.UserID, c.caller.Name, c.caller.Email, c.caller.Token, append([]string{}, c.caller.Scopes...),
		c.grant.OrgRef, string(c.grant.Role), namesOf(c.org.Actor().Can)})
}

// organisation is what a token belongs to.
type organisation struct {
	ID        string           `json:"id"`
	Ref       string           `json:"ref"`
	Name      string           `json:"name"`
	AsOf      string           `json:"as_of"`
	Registers map[string]int64 `json:"registers"` // records of each
	Journal   journalHead      `json:"journal"`
}

type journalHead struct {
	Size int64  `json:"size"`
	Root []byte `json:"root"`
}

func (c *call) organisation() error {
	out := organisation{ID: c.grant.OrgID, Ref: c.grant.OrgRef, Name: c.grant.OrgName, AsOf: stamp(c.org.Now()), Registers: map[string]int64{}}
	err := c.org.Read(c.ctx(), func(r *record.Reader) (err error) {
		for _, k := range c.shapes {
			if out.Registers[k.Plural], err = r.Count(k.Kind); err != nil {
				return err
			}
		}
		h, err := r.Head()
		out.Journal = journalHead{h.Size, h.Root[:]}
		return err
	})
	if err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, out)
}

func (c *call) search() error {
	limit, err := number(c.query, "limit", 20, 1, 200)
	if err != nil {
		return err
	}
	items := []hit{}
	err = c.org.Read(c.ctx(), func(r *record.Reader) error {
		found, err := r.Search(c.query.Get("q"), limit)
		for _, h := range found {
			items = append(items, hitOf(h, ""))
		}
		return err
	})
	if err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, map[string]any{"items": items})
}

func (s *Server) catalogRoutes() []Route {
	at := Base + "/catalog"
	return []Route{
		{Method: "GET", Pattern: at + "/{edition}/controls", Needs: record.MayRead, fn: (*call).catalogControls, doc: docCatalog("controls", "The controls of Annex A in an edition")},
		{Method: "GET", Pattern: at + "/{edition}/clauses", Needs: record.MayRead, fn: (*call).catalogClauses, doc: docCatalog("clauses", "The clauses 4 to 10 in an edition")},
		{Method: "GET", Pattern: at + "/map", Needs: record.MayRead, fn: (*call).catalogMap, doc: docCatalogMap()},
	}
}

func (c *call) catalogControls() error {
	e, err := catalog.ParseEdition(c.r.PathValue("edition"))
	if err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, map[string]any{"edition": e, "items": catalog.Controls(e)})
}

func (c *call) catalogClauses() error {
	e, err := catalog.ParseEdition(c.r.PathValue("edition"))
	if err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, map[string]any{"edition": e, "items": catalog.Clauses(e)})
}

// catalogMap lists each control of one edition with its counterparts in the other.
func (c *call) catalogMap() error {
	from, err := edition(c.query.Get("from"))
	if err != nil {
		return err
	}
	to := from.Other()
	if text := c.query.Get("to"); text != "" {
		if to, err = catalog.ParseEdition(text); err != nil {
			return err
		}
	}
	if from == to {
		return errs.Invalidf("A mapping goes from one edition to the other. Choose %s on one side.", from.Other())
	}
	items := []counterparts{}
	for _, control := range catalog.Controls(from) {
		r := counterparts{control.ID, control.Title, []string{}}
		for _, other := range catalog.Counterparts(control.ID) {
			r.Counterparts = append(r.Counterparts, other.ID)
		}
		items = append(items, r)
	}
	return c.respondWith(http.StatusOK, map[string]any{"from": from, "to": to, "items": items})
}

// counterparts are the controls of the other edition that one corresponds to.
type counterparts struct {
	Control      string   `json:"control"`
	Title        string   `json:"title"`
	Counterparts []string `json:"counterparts"`
}

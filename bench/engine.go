package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/assay-isms/assay/internal/isms/asset"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/record"
)

// reads times what pages and programs ask.
func reads(org *record.Org, n int) {
	assets, risks := asset.Assets.Kind(), risk.Risks.Kind()
	read := func(what string, fn func(r *record.Reader) error) {
		repeat(what, func() { must(org.Read(ctx, fn)) })
	}
	list := func(what string, k *record.Kind, q record.Query) {
		read(what, func(r *record.Reader) error {
			_, err := r.List(k, q)
			return err
		})
	}
	read("get one record", func(r *record.Reader) error {
		_, err := asset.Assets.Find(r, fmt.Sprintf("AS-%d", 1+rand.IntN(n/2)))
		return err
	})
	list("list, first page of 100", assets, record.Query{})
	for _, sort := range []string{"name", "-type", "owner", "classification", "reviewed_on", "-updated_at"} {
		list("list by "+sort, assets, record.Query{Sort: sort})
	}
	list("risks by -level", risks, record.Query{Sort: "-level"})
	one := []record.Filter{{Field: "type", Values: []string{"server"}}}
	two := append(one, record.Filter{Field: "owner", Values: []string{fmt.Sprintf("person%014d", 14)}})
	never := append(one, record.Filter{Field: "owner", Values: []string{fmt.Sprintf("person%014d", 13)}})
	list("filtered by type", assets, record.Query{Filters: one})
	list("filtered by type, by name", assets, record.Query{Filters: one, Sort: "name"})
	list("filtered by type and owner", assets, record.Query{Filters: two})
	list("filtered by type and owner, by name", assets, record.Query{Filters: two, Sort: "name"})
	list("filtered by type and owner, none", assets, record.Query{Filters: never})
	list("risks of one asset", risks, record.Query{Filters: []record.Filter{{Field: "assets", Values: []string{fmt.Sprintf("asset%015d", n/4)}}}})
	list("search a common word", assets, record.Query{Search: "backup"})
	list("search a common word, by name", assets, record.Query{Search: "backup", Sort: "name"})
	list("search the beginning of words", assets, record.Query{Search: "b"})
	list("search two words", assets, record.Query{Search: "backup server"})
	list("search a rare word", assets, record.Query{Search: fmt.Sprint(n / 4)})
	read("search everywhere, common", func(r *record.Reader) error {
		_, err := r.Search("backup", 20)
		return err
	})
	read("search everywhere, rare", func(r *record.Reader) error {
		_, err := r.Search(fmt.Sprintf("number%d", n/4), 20)
		return err
	})
	read("count up to 1,000", func(r *record.Reader) error {
		_, err := r.CountMatching(assets, record.Query{Filters: one, Search: "backup"}, 1000)
		return err
	})
	deep(org, assets, n)
	crowd("get", clients, func() {
		must(org.Read(ctx, func(r *record.Reader) error {
			_, err := asset.Assets.Find(r, fmt.Sprintf("AS-%d", 1+rand.IntN(n/2)))
			return err
		}))
	})
	crowd("list of 100", clients, func() {
		must(org.Read(ctx, func(r *record.Reader) error {
			_, err := r.List(assets, record.Query{})
			return err
		}))
	})
}

// deep times a page from the middle of the list.
func deep(org *record.Org, k *record.Kind, n int) {
	var after string
	must(org.Read(ctx, func(r *record.Reader) error {
		for range min(n/4, 50_000) / record.MaxPage {
			page, err := r.List(k, record.Query{Sort: "name", Limit: record.MaxPage, After: after})
			if err != nil {
				return err
			}
			after = page.Next
		}
		return nil
	}))
	repeat("list by name, deep page", func() {
		must(org.Read(ctx, func(r *record.Reader) error {
			_, err := r.List(k, record.Query{Sort: "name", After: after})
			return err
		}))
	})
}

// writes times durable saves.
func writes(org *record.Org) {
	save := func() {
		_, err := org.Write(ctx, "", func(w *record.Writer) error {
			return asset.Assets.Put(w, &asset.Asset{Name: "New server " + fmt.Sprint(rand.Int()), Type: "server", Description: "Bought for the new department."})
		})
		must(err)
	}
	repeat("save a new record", save)
	repeat("save a change", func() {
		_, err := org.Write(ctx, "", func(w *record.Writer) error {
			a, err := asset.Assets.Find(w.Reader, fmt.Sprintf("AS-%d", 101+rand.IntN(50))) // the doors save the first ones
			if err != nil {
				return err
			}
			a.Location = fmt.Sprint("Room ", rand.Int())
			return asset.Assets.Put(w, a)
		})
		must(err)
	})
	crowd("save", 64, save)
}

// repeat repeats fn for half a second and reports how long it takes.
func repeat(what string, fn func()) {
	fn()
	var took []time.Duration
	for start := time.Now(); len(took) < 20 || len(took) < 2000 && time.Since(start) < time.Second/2; {
		took = append(took, timed(fn))
	}
	slices.Sort(took)
	spread("  "+what, took[len(took)/2], took[len(took)*99/100], 0, 0, target{})
}

// crowd reports how often a second many callers together get through.
func crowd(what string, callers int, fn func()) {
	var count atomic.Int64
	var all sync.WaitGroup
	began := time.Now()
	for range callers {
		all.Go(func() {
			for time.Since(began) < time.Second {
				fn()
				count.Add(1)
			}
		})
	}
	all.Wait()
	pace(fmt.Sprintf("  %s, %d callers", what, callers), count.Load(), time.Since(began), target{})
}

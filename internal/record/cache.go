package record

import (
	"slices"
	"sync"
)

// cacheKey is what a kept result was made of: by which function, of whose records, at which moment.
type cacheKey struct {
	what  any
	org   string
	size  int64
	today Date
}

// cache keeps the results used last.
type cache struct {
	mu   sync.Mutex
	last []cacheKey
	kept map[cacheKey]any
}

// keepResults is how many results of all organisations stay in memory.
const keepResults = 256

// Cached is what compute makes of the organisation's records, kept until something is written or the day ends. what names
// the function and its arguments; it is comparable, and of a type that its package alone has. The result is shared: nobody changes it.
func Cached[T any](r *Reader, what any, compute func() (T, error)) (made T, err error) {
	if r.writing {
		return compute()
	}
	size, err := r.Size()
	if err != nil {
		return made, err
	}
	c, key := &r.org.store.results, cacheKey{what, r.org.id, size, r.Today()}
	if kept, ok := c.get(key); ok {
		return kept.(T), nil
	}
	if made, err = compute(); err == nil {
		c.put(key, made)
	}
	return made, err
}

func (c *cache) get(key cacheKey) (any, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	kept, ok := c.kept[key]
	if ok {
		c.use(key)
	}
	return kept, ok
}

// put keeps a result and lets go of what was made of fewer entries of the journal.
func (c *cache) put(key cacheKey, made any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for older := range c.kept {
		if older.size < key.size && older.what == key.what && older.org == key.org && older.today == key.today {
			c.drop(older)
		}
	}
	c.keep(key, made)
}

// getOr is what is kept, or else made, which is kept from now on.
func (c *cache) getOr(key cacheKey, made any) any {
	c.mu.Lock()
	defer c.mu.Unlock()
	if kept, ok := c.kept[key]; ok {
		made = kept
	}
	c.keep(key, made)
	return made
}

func (c *cache) keep(key cacheKey, made any) {
	if c.kept == nil {
		c.kept = map[cacheKey]any{}
	}
	c.kept[key] = made
	if c.use(key); len(c.last) > keepResults {
		c.drop(c.last[0])
	}
}

func (c *cache) drop(key cacheKey) {
	delete(c.kept, key)
	c.last = slices.DeleteFunc(c.last, func(k cacheKey) bool { return k == key })
}

// use makes a result the one used last.
func (c *cache) use(key cacheKey) {
	c.last = append(slices.DeleteFunc(c.last, func(k cacheKey) bool { return k == key }), key)
}

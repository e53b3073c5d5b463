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
const keepResults = 128

// Cached is what compute makes of the organisation's records, kept until something is written or the day ends. what names
// the function and its arguments; it is comparable, and of a type that its package alone has. The result is shared: nobody changes it.
func Cached[T any](r *Reader, what any, compute func() (T, error)) (T, error) {
	size, err := r.Size()
	if err != nil || r.writing {
		return uncached(err, compute)
	}
	c, key := &r.org.store.results, cacheKey{what, r.org.id, size, r.Today()}
	if kept, ok := c.get(key); ok {
		return kept.(T), nil
	}
	made, err := compute()
	if err == nil {
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

func (c *cache) put(key cacheKey, made any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil {
		c.kept = map[cacheKey]any{}
	}
	for older := range c.kept { // of an organisation that has been written to since
		if older.size < key.size && older.what == key.what && older.org == key.org && older.today == key.today {
			delete(c.kept, older)
			c.last = slices.DeleteFunc(c.last, func(k cacheKey) bool { return k == older })
		}
	}
	c.kept[key] = made
	if c.use(key); len(c.last) > keepResults {
		delete(c.kept, c.last[0])
		c.last = c.last[1:]
	}
}

// use makes a result the one used last.
func (c *cache) use(key cacheKey) {
	c.last = append(slices.DeleteFunc(c.last, func(k cacheKey) bool { return k == key }), key)
}

func uncached[T any](err error, compute func() (T, error)) (made T, _ error) {
	if err != nil {
		return made, err
	}
	return compute()
}

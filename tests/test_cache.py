"""What was used last is kept, up to a size."""

from hypothesis import given
from hypothesis import strategies as st

from service.cache import BoundedCache


def test_the_least_recently_used_goes_first():
    cache: BoundedCache[str, int] = BoundedCache(10)
    cache.put("a", 1, 4)
    cache.put("b", 2, 4)
    assert cache.get("a") == 1
    cache.put("c", 3, 4)
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (1, None, 3)


def test_what_is_too_large_is_not_kept_and_drives_nothing_out():
    cache: BoundedCache[str, int] = BoundedCache(10)
    cache.put("a", 1, 10)
    cache.put("b", 2, 11)
    assert (cache.get("a"), cache.get("b")) == (1, None)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 7))))
def test_sizes_never_pass_the_limit(puts):
    cache: BoundedCache[int, int] = BoundedCache(12)
    for key, size in puts:
        cache.put(key, size, size)
        assert cache.size <= 12
        assert cache.get(key) == size
    assert cache.size == sum(cache.get(key) or 0 for key in range(6))

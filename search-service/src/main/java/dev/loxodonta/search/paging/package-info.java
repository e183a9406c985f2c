/**
 * Pages of a search. A {@link dev.loxodonta.search.paging.PageToken} carries what the pages before
 * held, so that the next one holds the best of the rest, whatever was written in between and
 * whatever an approximate index finds this time. A {@link dev.loxodonta.search.paging.Fingerprint}
 * ties it to its query; {@link dev.loxodonta.search.paging.Seen} is a memory of a page. Everything
 * here is pure, immutable and safe for any thread; no state is kept between pages.
 */
@NullMarked
package dev.loxodonta.search.paging;

import org.jspecify.annotations.NullMarked;

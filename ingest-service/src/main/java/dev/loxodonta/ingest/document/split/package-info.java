/**
 * Splits texts into chunks. {@link dev.loxodonta.ingest.document.split.SplitThreads} runs {@code
 * TextSplitter}, which stands on langchain4j's document splitters; {@code MarkdownSections} cuts at
 * headings first, which these do not know. Splitting is pure and slow (about two megabytes a
 * second), so it never runs on a transport's thread. What becomes of the pieces is not here.
 */
@NullMarked
package dev.loxodonta.ingest.document.split;

import org.jspecify.annotations.NullMarked;

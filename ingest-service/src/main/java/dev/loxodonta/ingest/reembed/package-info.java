/**
 * Makes the vectors of rows that the router copies into another slot while a project gets another
 * embedding model. {@link dev.loxodonta.ingest.reembed.ReembedWorker} looks on every shard for rows
 * whose new model runs here, leases some, embeds their texts and writes the vectors to the target
 * slot under row security and the slot's lock. Any number of processes may do so at once; what one
 * takes and does not finish is due again when its lease ends. A class per SQL statement. When to
 * copy and to switch is the router's matter. Nothing blocks.
 */
@NullMarked
package dev.loxodonta.ingest.reembed;

import org.jspecify.annotations.NullMarked;

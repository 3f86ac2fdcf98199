/**
 * Keys of landed content, one for each tenant and subject, that can be destroyed: crypto-shredding.
 *
 * <p>How a feed uses it, in the private zone, with the folder on a volume apart from the data:
 *
 * <pre>{@code
 * try (KeyStore keys = KeyStore.open(folder)) {
 *     KeyOwner owner = KeyOwner.of(event);            // subject, else conversation
 *     ContentKey key = keys.keyFor(owner);            // the owner's, made where it has none
 *     byte[] landed = key.encrypt(event.toByteArray(), event.getEventId());
 *     row.write(key.id(), landed);
 *     keys.force();                                   // before what was encrypted is published
 * }
 * keys.find(row.keyId())                              // empty: destroyed, the row is erased
 *     .map(key -> key.decrypt(row.landed(), row.eventId()));
 * keys.destroy(KeyOwner.of(erasure));                 // ids of destroyed keys, durable
 * keys.destroyed();                                   // all of them: part of a dataset's inputs
 * }</pre>
 *
 * <p>An event that started at or before an erasure of its owner must be dropped by whoever lands
 * late: after an erasure {@code keyFor} makes a new key for what comes later. Erased rows are found
 * by their key ids, so that every kept row carries its own and every manifest lists all of them.
 */
@NullMarked
package dev.strata.seal.shred;

import org.jspecify.annotations.NullMarked;

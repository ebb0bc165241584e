package io.millrace.common.event;

import java.util.HashSet;
import java.util.Set;

/**
 * The property names of one JSON object while it is read. Objects have few names, so a
 * short array comes first; a hash set only takes over for those that have many. Reused
 * from object to object; not thread-safe.
 */
final class NameSet {

	private static final int FEW = 16;

	private final String[] few = new String[FEW];

	private Set<String> many = new HashSet<>();

	private int size;

	void clear() {
		if (this.size > FEW) {
			// Clearing takes as long as the largest object that there was.
			this.many = new HashSet<>();
		}
		this.size = 0;
	}

	/**
	 * Adds the name; false if it was there.
	 */
	boolean add(String name) {
		if (this.size <= FEW) {
			for (int i = 0; i < this.size && i < FEW; i++) {
				if (this.few[i].equals(name)) {
					return false;
				}
			}
			if (this.size < FEW) {
				this.few[this.size++] = name;
				return true;
			}
			this.many.addAll(Set.of(this.few));
		}
		this.size++;
		return this.many.add(name);
	}

}

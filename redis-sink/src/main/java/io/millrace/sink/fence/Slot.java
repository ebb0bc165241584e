package io.millrace.sink.fence;

/**
 * The hash tag that all keys of one source partition share, so that one script may touch
 * them all, on a Redis Cluster too. The partition's owner is their only writer.
 *
 * @param tag what stands between the braces
 */
public record Slot(String tag) {

	public Slot {
		if (tag.isEmpty() || tag.indexOf('{') >= 0 || tag.indexOf('}') >= 0) {
			throw new IllegalArgumentException("a hash tag is not empty and has no braces: " + tag);
		}
	}

	/**
	 * A key of this slot. The name may hold anything, braces too: a hash tag ends at the
	 * first closing brace.
	 */
	public String key(String name) {
		return "{" + this.tag + "}:" + name;
	}

	public String fenceKey() {
		return key("fence");
	}

}

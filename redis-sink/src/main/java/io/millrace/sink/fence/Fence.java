package io.millrace.sink.fence;

/**
 * Up to where the log has taken effect in Redis.
 *
 * @param topicId the id of the topic whose log this is; another topic of the same name
 * has another
 * @param next the consumer position that follows: everything below it has taken effect,
 * nothing from it on
 */
public record Fence(String topicId, long next) {

	public Fence {
		if (next < 0) {
			throw new IllegalArgumentException("a position can't be negative: " + next);
		}
	}

	public Fence at(long position) {
		return new Fence(this.topicId, position);
	}

}

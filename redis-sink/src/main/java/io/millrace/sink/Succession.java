package io.millrace.sink;

import java.time.Instant;
import java.util.function.Consumer;

import io.millrace.sink.fence.Fence;
import io.millrace.sink.fence.ScriptCall;
import io.millrace.sink.fence.Slot;
import io.millrace.sink.rebuild.Comparison;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a generation that is filled beside the live one has to do with it: what it takes
 * over because the log no longer tells it, and how the two are compared before it takes
 * the live one's place. For each partition, by its owner's thread, in small steps between
 * the polls of what is live. The two slots may lie on different servers.
 */
public interface Succession {

	/** Takes nothing over and compares nothing. */
	Succession NONE = new Succession() {
	};

	/**
	 * Begins to copy. Only asked where retention has taken records; the copy must be such
	 * that the log, read from what it still has, adds to it what it lacks and nothing
	 * twice.
	 * @param live the slot to read
	 * @param filled the slot to fill, without a fence yet; it may hold what another owner
	 * has left of a copy that it didn't finish
	 * @param began when the first record that the log still has was appended, or a little
	 * later
	 * @return null if nothing is copied
	 */
	default @Nullable Copy copy(Slot live, Slot filled, TopicPartition partition, Instant began) {
		return null;
	}

	/**
	 * Begins to compare.
	 * @return null if nothing is compared
	 */
	default @Nullable Check compare(Slot live, Slot filled) {
		return null;
	}

	/**
	 * A copy under way.
	 */
	@FunctionalInterface
	interface Copy {

		/**
		 * Copies a part that Redis and this thread are not long busy with.
		 * @param fence the live slot's: what is read must stand for it
		 * @param to runs effects in the slot that is filled; as they may be run again,
		 * they write absolute values
		 * @return whether there is more
		 * @throws io.millrace.sink.log.ReopenException if another fence is stored
		 */
		boolean advance(Fence fence, Consumer<ScriptCall> to);

	}

	/**
	 * A comparison under way.
	 */
	interface Check {

		/**
		 * Compares a part that Redis and this thread are not long busy with.
		 * @param fence that of both slots: what is read must stand for it
		 * @return whether there is more
		 * @throws io.millrace.sink.log.ReopenException if another fence is stored
		 */
		boolean advance(Fence fence);

		/** What it has come to so far. */
		Comparison result();

	}

}

package io.millrace.dashboard.aggregate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.millrace.dashboard.journey.History;
import io.millrace.dashboard.meter.Bucket;
import io.millrace.sink.fence.FencedScript;
import io.millrace.sink.fence.ScriptCall;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;

/**
 * The cells and histories that will be written by one script, and how large it would be.
 */
@RequiredArgsConstructor
final class Batch {

	private static final FencedScript EFFECT = new FencedScript(new ClassPathResource("effect.lua", Batch.class));

	private static final int MAX_CELLS = 2000;

	private static final int MAX_BYTES = 256 * 1024;

	/** A field, a number and a share of a key with its expiry, in Redis' protocol. */
	private static final int OVERHEAD = 100;

	/** More than a cell takes, with its group. */
	private static final int LARGEST_SKETCH = 16 * 1024;

	private static final int LARGEST_NUMBER = 6 * 1024;

	/** Of a character in UTF-8. */
	private static final int MAX_CHARACTER = 3;

	private final AggregateKeys keys;

	private final Set<CellBucket> changed = new LinkedHashSet<>();

	/** Those that were closed before. */
	private final Set<Bucket> closed = new LinkedHashSet<>();

	private final Set<UserHistories> users = new LinkedHashSet<>();

	private int cells;

	private int bytes;

	boolean isEmpty() {
		return this.cells == 0;
	}

	/**
	 * Whether the script certainly stays within its bounds with some more, however large
	 * their cells are.
	 */
	boolean hasRoomFor(List<Addition> additions) {
		int places = 0;
		int largest = 0;
		for (Addition addition : additions) {
			int count = addition.places().size();
			places += count;
			largest += count * (addition.metric().aggregation().isSketch() ? LARGEST_SKETCH : LARGEST_NUMBER);
		}
		return fits(places, largest);
	}

	/**
	 * Whether the script stays within its bounds with some more.
	 */
	boolean fits(int moreCells, int moreBytes) {
		return this.cells + moreCells <= MAX_CELLS && this.bytes + moreBytes <= MAX_BYTES;
	}

	/** What a cell takes that wasn't in this batch before. */
	static int bytes(CellBucket.Entry entry) {
		return OVERHEAD + MAX_CHARACTER * entry.group().length() + entry.cell().size();
	}

	/**
	 * Notes a cell that was not in this batch before.
	 * @param maxTime the greatest event time seen until then
	 */
	void changed(CellBucket bucket, CellBucket.Entry entry, @Nullable Instant maxTime) {
		this.changed.add(bucket);
		if (bucket.id().bucket().isClosed(maxTime)) {
			this.closed.add(bucket.id().bucket());
		}
		this.cells++;
		this.bytes += bytes(entry);
	}

	/**
	 * Notes that a cell of this batch has grown.
	 */
	void grown(int moreBytes) {
		this.bytes += moreBytes;
	}

	/** What a history takes beyond what it already takes in this batch. */
	static int bytes(Advance advance) {
		History before = advance.user().unwritten(advance.metric());
		int size = advance.history().size();
		return (before != null) ? size - before.size()
				: 2 * OVERHEAD + MAX_CHARACTER * advance.user().user().length() + size;
	}

	/**
	 * Sets a history, and notes that.
	 */
	void set(Advance advance) {
		this.bytes += bytes(advance);
		if (advance.user().unwritten(advance.metric()) == null) {
			this.cells++;
		}
		advance.user().set(advance.metric(), advance.history());
		this.users.add(advance.user());
	}

	/**
	 * The script that writes everything as it is now. Empties this batch.
	 * @param historyExpiry when histories may be forgotten
	 */
	ScriptCall drain(PartitionStats stats, Instant historyExpiry) {
		List<String> touched = new ArrayList<>();
		List<byte[]> arguments = new ArrayList<>(2 * this.cells + 64);
		arguments.add(ScriptCall.argument(this.closed.size()));
		arguments.add(ScriptCall.argument(AggregateKeys.MOST_CHANGES));
		this.closed.forEach((bucket) -> arguments.add(ScriptCall.argument(AggregateKeys.name(bucket))));
		Map<String, Long> changedStats = stats.takeChanged();
		if (!changedStats.isEmpty()) {
			touched.add(this.keys.stats());
			header(arguments, 0, changedStats.size());
			changedStats.forEach((field, value) -> {
				arguments.add(ScriptCall.argument(field));
				arguments.add(ScriptCall.argument(value));
			});
		}
		for (CellBucket bucket : this.changed) {
			List<CellBucket.Entry> entries = bucket.takeChanged();
			touched.add(this.keys.cells(bucket.id()));
			header(arguments, bucket.id().expiry().getEpochSecond(), entries.size());
			for (CellBucket.Entry entry : entries) {
				arguments.add(ScriptCall.argument(entry.group()));
				arguments.add(entry.cell().toBytes());
			}
		}
		for (UserHistories user : this.users) {
			List<byte[]> histories = user.takeChanged();
			touched.add(this.keys.user(user.user()));
			header(arguments, historyExpiry.getEpochSecond(), histories.size() / 2);
			arguments.addAll(histories);
		}
		if (!this.closed.isEmpty()) {
			touched.add(this.keys.changes());
		}
		this.changed.clear();
		this.closed.clear();
		this.users.clear();
		this.cells = 0;
		this.bytes = 0;
		return touched.isEmpty() ? ScriptCall.NONE : new ScriptCall(EFFECT, touched, arguments);
	}

	private static void header(List<byte[]> arguments, long expirySeconds, int fields) {
		arguments.add(ScriptCall.argument(expirySeconds));
		arguments.add(ScriptCall.argument(fields));
	}

}

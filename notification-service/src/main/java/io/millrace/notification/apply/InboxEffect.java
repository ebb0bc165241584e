package io.millrace.notification.apply;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.millrace.notification.log.Entry;
import io.millrace.notification.log.ItemState;
import io.millrace.sink.Effect;
import io.millrace.sink.fence.FencedScript;
import io.millrace.sink.fence.ScriptCall;
import io.millrace.sink.fence.Slot;
import lombok.RequiredArgsConstructor;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import org.springframework.core.io.ClassPathResource;

/**
 * Gathers records of many users into one script. Remembers nothing between scripts: all
 * that an inbox depends on is in Redis.
 */
@RequiredArgsConstructor
final class InboxEffect implements Effect<UserEntry> {

	private static final FencedScript APPLY = new FencedScript(new ClassPathResource("inbox.lua", InboxEffect.class));

	/** An item's text, its place, and the revision. */
	private static final int CELLS_OF_ADD = 3;

	/** Its state, the change, and the revision. */
	private static final int CELLS_OF_MARK = 3;

	private static final int MAX_CELLS = 2_000;

	private static final int MAX_BYTES = 256 * 1024;

	/** The operation and the numbers of a record. */
	private static final int BYTES_OF_RECORD = 80;

	private final Slot slot;

	private final InboxProperties properties;

	private final Map<String, Integer> users = new LinkedHashMap<>();

	private final List<String> keys = new ArrayList<>();

	private final List<byte[]> records = new ArrayList<>();

	private int cells;

	private int bytes;

	@Override
	public boolean add(ConsumerRecord<byte[], byte[]> record, UserEntry event) {
		Arguments arguments = arguments(record, event.entry());
		List<String> inbox = InboxKeys.of(this.slot, event.user());
		int moreBytes = BYTES_OF_RECORD + arguments.value().length;
		if (!this.users.containsKey(event.user())) {
			moreBytes += inbox.stream().mapToInt(String::length).sum();
		}
		boolean fits = this.cells + arguments.cells() <= MAX_CELLS && this.bytes + moreBytes <= MAX_BYTES;
		if (!fits && !this.records.isEmpty()) {
			return false;
		}
		this.cells += arguments.cells();
		this.bytes += moreBytes;
		write(record, arguments, user(event.user(), inbox));
		return true;
	}

	private int user(String user, List<String> inbox) {
		return this.users.computeIfAbsent(user, (added) -> {
			this.keys.addAll(inbox);
			return this.users.size();
		});
	}

	private void write(ConsumerRecord<byte[], byte[]> record, Arguments arguments, int user) {
		this.records.add(ScriptCall.argument(arguments.op()));
		this.records.add(ScriptCall.argument(user));
		this.records.add(ScriptCall.argument(record.offset()));
		this.records.add(ScriptCall.argument(record.timestamp()));
		this.records.add(ScriptCall.argument(arguments.what()));
		this.records.add(arguments.value());
		this.records.add(ScriptCall.argument(arguments.cap()));
		this.records.add(ScriptCall.argument(arguments.broadcast()));
	}

	private Arguments arguments(ConsumerRecord<byte[], byte[]> record, Entry entry) {
		return switch (entry) {
			case Entry.Add add -> add(record, add);
			case Entry.Read mark -> mark("read", mark, "");
			case Entry.Unread mark -> mark("unread", mark, "");
			case Entry.Archive mark -> mark("archive", mark, "");
			case Entry.Unarchive mark -> mark("unarchive", mark, "");
			case Entry.Snooze mark -> mark("snooze", mark, Long.toString(mark.until()));
			case Entry.Unsnooze mark -> mark("unsnooze", mark, "");
			case Entry.Wake mark -> mark("wake", mark, Long.toString(mark.until()));
			case Entry.Delete mark -> mark("delete", mark, "");
			case Entry.Withdraw mark ->
				new Arguments("delete", mark.id(), new byte[0], "", Long.toString(mark.broadcast()), CELLS_OF_MARK);
			case Entry.ReadAll sweep -> sweep("readAll", sweep);
			case Entry.ArchiveAll sweep -> sweep("archiveAll", sweep);
			case Entry.DeleteAll sweep -> sweep("deleteAll", sweep);
			case Entry.Expire expire -> ofAll("expire", Long.toString(expire.at()), "");
			case Entry.Erase erase -> ofAll("erase", "", "");
		};
	}

	private Arguments add(ConsumerRecord<byte[], byte[]> record, Entry.Add add) {
		Integer cap = this.properties.cap(add.category());
		return new Arguments(add.collapses() ? "collapse" : "add", add.id(),
				StoredItem.of(add, record.offset(), record.timestamp(), this.properties.retention(add.category()))
					.encode(),
				(cap != null) ? cap.toString() : "", (add.broadcast() != null) ? add.broadcast().toString() : "",
				CELLS_OF_ADD);
	}

	private static Arguments mark(String op, Entry.Mark mark, String value) {
		return new Arguments(op, mark.id(), ScriptCall.argument(value), "", "", CELLS_OF_MARK);
	}

	private Arguments sweep(String op, Entry.Sweep sweep) {
		return ofAll(op, Long.toString(sweep.upTo()),
				ItemState.letters(sweep.states()) + "," + Objects.requireNonNullElse(sweep.category(), ""));
	}

	/** What may touch every item that an inbox has. */
	private Arguments ofAll(String op, String what, String value) {
		return new Arguments(op, what, ScriptCall.argument(value), "", "", this.properties.maxItems() + 1);
	}

	@Override
	public ScriptCall drain() {
		if (this.records.isEmpty()) {
			return ScriptCall.NONE;
		}
		List<byte[]> arguments = new ArrayList<>(this.records.size() + 3);
		arguments.add(ScriptCall.argument(this.properties.maxItems()));
		arguments.add(ScriptCall.argument(InboxKeys.MAX_CHANGES));
		arguments.add(ScriptCall.argument(InboxKeys.channel(this.slot)));
		arguments.addAll(this.records);
		List<String> all = new ArrayList<>(this.keys.size() + 1);
		all.add(InboxKeys.timers(this.slot));
		all.addAll(this.keys);
		ScriptCall call = new ScriptCall(APPLY, all, arguments);
		this.users.clear();
		this.keys.clear();
		this.records.clear();
		this.cells = 0;
		this.bytes = 0;
		return call;
	}

	/** One record as the script takes it. */
	private record Arguments(String op, String what, byte[] value, String cap, String broadcast, int cells) {
	}

}

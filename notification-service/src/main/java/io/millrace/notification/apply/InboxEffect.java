package io.millrace.notification.apply;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.millrace.notification.log.Entry;
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

	/** An item's JSON, its place, and the revision. */
	private static final int CELLS_OF_ADD = 3;

	/** When it was read, and the revision. */
	private static final int CELLS_OF_READ = 2;

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
		int moreBytes = BYTES_OF_RECORD + arguments.what().length + arguments.item().length;
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
		long appendedAt = record.timestamp();
		this.records.add(ScriptCall.argument(arguments.op()));
		this.records.add(ScriptCall.argument(user));
		this.records.add(ScriptCall.argument(record.offset()));
		this.records.add(ScriptCall.argument(appendedAt));
		this.records.add(ScriptCall.argument(StoredItem.time(appendedAt - this.properties.retention().toMillis())));
		this.records.add(arguments.what());
		this.records.add(arguments.item());
	}

	private Arguments arguments(ConsumerRecord<byte[], byte[]> record, Entry entry) {
		return switch (entry) {
			case Entry.Add add -> new Arguments("add", ScriptCall.argument(add.id()),
					StoredItem.of(add, record.offset(), record.timestamp()).toJson(), CELLS_OF_ADD);
			case Entry.Read read -> new Arguments("read", ScriptCall.argument(read.id()), new byte[0], CELLS_OF_READ);
			case Entry.Unread unread ->
				new Arguments("unread", ScriptCall.argument(unread.id()), new byte[0], CELLS_OF_READ);
			case Entry.ReadAll readAll -> new Arguments("readAll", ScriptCall.argument(readAll.upTo()), new byte[0],
					this.properties.maxItems() + 1);
		};
	}

	@Override
	public ScriptCall drain() {
		if (this.records.isEmpty()) {
			return ScriptCall.NONE;
		}
		List<byte[]> arguments = new ArrayList<>(this.records.size() + 2);
		arguments.add(ScriptCall.argument(this.properties.maxItems()));
		arguments.add(ScriptCall.argument(this.properties.retention().toMillis()));
		arguments.addAll(this.records);
		ScriptCall call = new ScriptCall(APPLY, this.keys, arguments);
		this.users.clear();
		this.keys.clear();
		this.records.clear();
		this.cells = 0;
		this.bytes = 0;
		return call;
	}

	/** One record as the script takes it. */
	private record Arguments(String op, byte[] what, byte[] item, int cells) {
	}

}

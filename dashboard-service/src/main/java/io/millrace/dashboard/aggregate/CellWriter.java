package io.millrace.dashboard.aggregate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.millrace.sink.fence.FencedScript;
import io.millrace.sink.fence.ScriptCall;
import lombok.RequiredArgsConstructor;

import org.springframework.core.io.ClassPathResource;

/**
 * Writes cells as they are given, at most 2,000 and, but for a single one that is larger,
 * 256 KB a script. Used by one thread.
 */
@RequiredArgsConstructor
final class CellWriter {

	private static final FencedScript EFFECT = new FencedScript(new ClassPathResource("effect.lua", CellWriter.class));

	private static final int MAX_CELLS = 2000;

	private static final int MAX_BYTES = 256 * 1024;

	/** In Redis' protocol, with a share of a key. */
	private static final int OVERHEAD = 100;

	private final Consumer<ScriptCall> to;

	private final Map<String, Hash> hashes = new LinkedHashMap<>();

	private int cells;

	private int bytes;

	private record Hash(long expirySeconds, List<byte[]> flat) {
	}

	/**
	 * @param expirySeconds when the hash expires, in seconds since 1970; 0 for never
	 * @param flat fields and values, in turn
	 */
	void add(String key, long expirySeconds, List<byte[]> flat) {
		for (int i = 0; i < flat.size(); i += 2) {
			int more = OVERHEAD + flat.get(i).length + flat.get(i + 1).length;
			if (this.cells == MAX_CELLS || (this.cells > 0 && this.bytes + more > MAX_BYTES)) {
				flush();
			}
			Hash hash = this.hashes.computeIfAbsent(key, (name) -> new Hash(expirySeconds, new ArrayList<>()));
			hash.flat().add(flat.get(i));
			hash.flat().add(flat.get(i + 1));
			this.cells++;
			this.bytes += more;
		}
	}

	/** Writes what is left. */
	void flush() {
		if (this.cells == 0) {
			return;
		}
		List<byte[]> arguments = new ArrayList<>();
		// Nobody has read from a generation that is still copied to.
		arguments.add(ScriptCall.argument(0));
		arguments.add(ScriptCall.argument(AggregateKeys.MOST_CHANGES));
		this.hashes.values().forEach((hash) -> {
			arguments.add(ScriptCall.argument(hash.expirySeconds()));
			arguments.add(ScriptCall.argument(hash.flat().size() / 2));
			arguments.addAll(hash.flat());
		});
		this.to.accept(new ScriptCall(EFFECT, List.copyOf(this.hashes.keySet()), arguments));
		this.hashes.clear();
		this.cells = 0;
		this.bytes = 0;
	}

}

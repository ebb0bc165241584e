package io.millrace.dashboard.aggregate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.millrace.dashboard.meter.Bucket;
import io.millrace.dashboard.meter.Metric;
import io.millrace.sink.fence.Fence;
import io.millrace.sink.fence.Script;
import io.millrace.sink.fence.ScriptCall;
import io.millrace.sink.fence.ScriptLoader;
import io.millrace.sink.log.ReopenException;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;

/**
 * Reads buckets as they are stored, for those who copy or compare whole generations.
 * Thread-safe. Every method throws {@link org.springframework.dao.DataAccessException} if
 * Redis can't be reached, and {@link ReopenException} if another fence is stored than is
 * expected.
 */
@RequiredArgsConstructor
final class SuccessionStore {

	/** Redis serves nobody else while it reads so much. */
	private static final long BYTES = 256 * 1024;

	private static final Script PIECE = Script.of(new ClassPathResource("piece.lua", SuccessionStore.class));

	private final ScriptLoader scripts;

	/**
	 * A hash as it is stored: fields and values, in turn.
	 *
	 * @param flat both
	 */
	record Stored(List<byte[]> flat) {
	}

	/**
	 * As many of the buckets as are read at once; of each the metrics that are wanted.
	 */
	List<List<Stored>> read(AggregateKeys keys, Fence fence, List<Bucket> buckets, List<Metric> metrics) {
		List<String> hashes = new ArrayList<>(buckets.size() * metrics.size());
		for (Bucket bucket : buckets) {
			metrics.forEach((metric) -> hashes.add(keys.cells(metric, bucket)));
		}
		return read(keys, fence, metrics.size(), hashes);
	}

	/** What is known of the partition beside its buckets. */
	Stored stats(AggregateKeys keys, Fence fence) {
		return read(keys, fence, 1, List.of(keys.stats())).getFirst().getFirst();
	}

	private List<List<Stored>> read(AggregateKeys keys, Fence fence, int each, List<String> hashes) {
		List<String> all = new ArrayList<>(hashes.size() + 1);
		all.add(keys.fence());
		all.addAll(hashes);
		List<@Nullable Object> answer = this.scripts.run(PIECE, all,
				List.of(ScriptCall.argument(each), ScriptCall.argument(BYTES)));
		if (!text(answer.get(0)).equals(fence.topicId()) || !text(answer.get(1)).equals(Long.toString(fence.next()))) {
			throw new ReopenException(keys.fence() + " is at another position than " + fence.next());
		}
		List<List<Stored>> read = new ArrayList<>();
		for (int i = 2; i < answer.size(); i += each) {
			read.add(answer.subList(i, i + each).stream().map(SuccessionStore::stored).toList());
		}
		return read;
	}

	private static Stored stored(@Nullable Object hash) {
		List<byte[]> flat = new ArrayList<>();
		for (Object part : (List<?>) Objects.requireNonNull(hash)) {
			flat.add((byte[]) Objects.requireNonNull(part));
		}
		return new Stored(flat);
	}

	private static String text(@Nullable Object value) {
		return new String((byte[]) Objects.requireNonNull(value), StandardCharsets.UTF_8);
	}

}

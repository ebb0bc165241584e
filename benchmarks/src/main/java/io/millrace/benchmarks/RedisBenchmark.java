package io.millrace.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;

/**
 * Redis's own redis-benchmark: with a script for each item, which is what putting
 * notifications into inboxes one by one would come to; or with GET.
 */
final class RedisBenchmark {

	private static final Pattern PER_SECOND = Pattern.compile("([0-9.]+) requests per second");

	private static final int ITEMS = 400_000;

	private static final int GETS = 100_000;

	private static final String SCRIPT = "redis.call('ZADD', KEYS[1], ARGV[1], ARGV[1]) "
			+ "redis.call('HSET', KEYS[2], ARGV[1], ARGV[2]) redis.call('HSET', KEYS[3], 'revision', ARGV[1])";

	private RedisBenchmark() {
	}

	static Comparison.Run scriptPerItem(Stack stack) {
		String item = "x".repeat(200);
		return run(stack, ITEMS, List.of("-c", "50", "-P", "16", "-r", "2000", "eval", SCRIPT, "3",
				"order:__rand_int__", "items:__rand_int__", "meta:__rand_int__", "__rand_int__", item));
	}

	/** One value, from some connections with one request at a time each. */
	static Comparison.Run get(Stack stack, int bytes, int connections) {
		RedisClient client = stack.redis();
		try (StatefulRedisConnection<String, String> connection = client.connect()) {
			connection.sync().select(1);
			connection.sync().set("answer", "x".repeat(bytes));
		}
		finally {
			client.shutdown();
		}
		return run(stack, GETS, List.of("-c", Integer.toString(connections), "get", "answer"));
	}

	private static Comparison.Run run(Stack stack, int requests, List<String> what) {
		List<String> command = new ArrayList<>(List.of("redis-benchmark", "-p", Integer.toString(stack.redisPort()),
				"--dbnum", "1", "-n", Integer.toString(requests)));
		command.addAll(what);
		try (ChildProcess process = ChildProcess.start(stack.directory(), "redis-benchmark", command)) {
			Matcher rate = PER_SECOND.matcher(process.awaitEnd(Duration.ofMinutes(3)));
			double perSecond = 0;
			while (rate.find()) {
				perSecond = Double.parseDouble(rate.group(1));
			}
			return new Comparison.Run(perSecond, Map.of("requests", requests));
		}
	}

}

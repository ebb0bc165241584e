/**
 * Models behind any server that speaks OpenAI's HTTP protocol: OpenAI itself, vLLM,
 * llama.cpp, Ollama, Text Embeddings Inference and others.
 */
@NullMarked
package io.millrace.inference.model.openai;

import org.jspecify.annotations.NullMarked;

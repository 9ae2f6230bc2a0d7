package org.packetboat.blob;

import io.minio.AbortMultipartUploadArgs;
import io.minio.BucketExistsArgs;
import io.minio.CompleteMultipartUploadArgs;
import io.minio.CreateMultipartUploadArgs;
import io.minio.DeleteObjectsArgs;
import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.Http;
import io.minio.MakeBucketArgs;
import io.minio.MinioAsyncClient;
import io.minio.PutObjectAPIArgs;
import io.minio.UploadPartArgs;
import io.minio.errors.ErrorResponseException;
import io.minio.messages.DeleteRequest;
import io.minio.messages.DeleteResult;
import io.minio.messages.Part;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import org.packetboat.blob.BlobMetrics.Operation;
import org.packetboat.blob.BlobMetrics.Outcome;

/** The bucket over S3. One instance per process: it owns the connections. */
public final class MinioBlobStore implements BlobStore {
    private static final Set<String> NOT_FOUND = Set.of("NoSuchKey", "NoSuchObject", "NoSuchVersion");
    static final int UPLOAD_TIMEOUT_FACTOR = 4;

    private final BlobStoreOptions options;
    private final BlobMetrics metrics;
    private final OkHttpClient http;
    private final MinioAsyncClient client;
    private final MinioAsyncClient uploads;

    public MinioBlobStore(BlobStoreOptions options, BlobMetrics metrics) {
        this.options = options;
        this.metrics = metrics;
        this.http = StoreHttp.client(options);
        this.client = client(http);
        this.uploads =
                client(StoreHttp.withCallTimeout(http, options.callTimeout().multipliedBy(UPLOAD_TIMEOUT_FACTOR)));
    }

    private MinioAsyncClient client(OkHttpClient over) {
        return MinioAsyncClient.builder()
                .endpoint(options.endpoint().toString())
                .credentials(options.accessKey(), options.secretKey())
                .region(options.region())
                .httpClient(over)
                .build();
    }

    @Override
    public void put(String objectKey, byte[] octets, int length) throws InterruptedException {
        PutObjectAPIArgs args = named(PutObjectAPIArgs.builder(), objectKey)
                .data(octets, length)
                .build();
        long started = System.nanoTime();
        await(Operation.PUT, started, length, objectKey, client.putObject(args));
    }

    @Override
    public void put(String objectKey, FileSection octets) throws InterruptedException {
        seek(octets);
        PutObjectAPIArgs args = named(PutObjectAPIArgs.builder(), objectKey)
                .file(octets.file(), octets.length())
                .headers(signedWith(octets))
                .build();
        long started = System.nanoTime();
        awaitWrite(Operation.PUT, started, octets.length(), objectKey, uploads.putObject(args));
    }

    @Override
    public void read(String objectKey, long offset, long length, RangeConsumer consumer) throws InterruptedException {
        GetObjectArgs args = named(GetObjectArgs.builder(), objectKey)
                .offset(offset)
                .length(length)
                .build();
        long started = System.nanoTime();
        CompletableFuture<GetObjectResponse> answer = client.getObject(args);
        boolean taken = false;
        try (GetObjectResponse in = awaitValue(Operation.GET, started, objectKey, answer)) {
            taken = true;
            consumer.accept(in);
            metrics.called(Operation.GET, Outcome.DONE, System.nanoTime() - started, length);
        } catch (IOException e) {
            throw failedWhileReading(started, e);
        } finally {
            if (!taken) {
                var unused = answer.thenAccept(MinioBlobStore::closeQuietly);
            }
        }
    }

    private RuntimeException failedWhileReading(long started, IOException e) throws InterruptedException {
        metrics.called(Operation.GET, Outcome.UNAVAILABLE, System.nanoTime() - started, 0);
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while reading an object");
        }
        return new BlobStoreUnavailableException("object store failed while sending an object", e);
    }

    private static void closeQuietly(GetObjectResponse response) {
        try {
            response.close();
        } catch (IOException e) {
            // Nobody reads it any more; the connection is discarded either way.
        }
    }

    @Override
    public void delete(Collection<String> objectKeys) throws InterruptedException {
        if (objectKeys.isEmpty()) {
            return;
        }
        if (objectKeys.size() > DELETE_LIMIT) {
            throw new IllegalArgumentException("too many keys at once: " + objectKeys.size());
        }
        List<DeleteRequest.Object> names = new ArrayList<>(objectKeys.size());
        for (String key : objectKeys) {
            names.add(new DeleteRequest.Object(key));
        }
        DeleteObjectsArgs args = DeleteObjectsArgs.builder()
                .bucket(options.bucket())
                .region(options.region())
                .objects(names)
                .quiet(true)
                .build();
        long started = System.nanoTime();
        DeleteResult result = await(Operation.DELETE, started, 0, "", client.deleteObjects(args))
                .result();
        for (DeleteResult.Error error : result.errors()) {
            if (!NOT_FOUND.contains(error.code())) {
                throw new BlobStoreUnavailableException("object store did not delete: " + error.code());
            }
        }
    }

    @Override
    public MultipartUpload startUpload(String objectKey) throws InterruptedException {
        CreateMultipartUploadArgs args =
                named(CreateMultipartUploadArgs.builder(), objectKey).build();
        long started = System.nanoTime();
        String uploadId = awaitWrite(Operation.OTHER, started, 0, objectKey, client.createMultipartUpload(args))
                .result()
                .uploadId();
        return new Upload(objectKey, uploadId);
    }

    @Override
    public void probe() throws InterruptedException {
        if (!bucketExists()) {
            throw new BlobStoreUnavailableException("no such bucket: " + options.bucket());
        }
    }

    /** Makes the bucket if it does not exist; for a development stack and tests, operators make theirs. */
    public void createBucket() throws InterruptedException {
        if (!bucketExists()) {
            MakeBucketArgs args =
                    MakeBucketArgs.builder().bucket(options.bucket()).build();
            await(Operation.OTHER, System.nanoTime(), 0, "", client.makeBucket(args));
        }
    }

    private boolean bucketExists() throws InterruptedException {
        BucketExistsArgs args = BucketExistsArgs.builder()
                .bucket(options.bucket())
                .region(options.region())
                .build();
        return await(Operation.OTHER, System.nanoTime(), 0, "", client.bucketExists(args));
    }

    @Override
    public void close() {
        http.dispatcher().cancelAll();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }

    private <B extends io.minio.ObjectArgs.Builder<B, ?>> B named(B builder, String objectKey) {
        return builder.bucket(options.bucket()).region(options.region()).object(objectKey);
    }

    // Left to itself the client reads the file for its digest and then sends it from where that ended.
    private static Http.Headers signedWith(FileSection octets) {
        return new Http.Headers(Http.Headers.X_AMZ_CONTENT_SHA256, octets.sha256());
    }

    private static void seek(FileSection octets) {
        try {
            octets.file().seek(octets.position());
        } catch (IOException e) {
            throw new BlobStoreUnavailableException("spool file cannot be read", e);
        }
    }

    /** As {@link #await}; whoever is interrupted ends the call before anything else. */
    private <T> T awaitWrite(
            Operation operation, long started, long octets, String objectKey, CompletableFuture<T> answer)
            throws InterruptedException {
        try {
            return await(operation, started, octets, objectKey, answer);
        } catch (InterruptedException e) {
            writesOf(objectKey).forEach(Call::cancel);
            var unused = answer.handle((_, _) -> objectKey)
                    .completeOnTimeout(objectKey, options.uploadTimeout().toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            throw e;
        }
    }

    /** The MinIO client does not hand out its calls. Each object is written by one thread. */
    private List<Call> writesOf(String objectKey) {
        List<Call> calls = new ArrayList<>(http.dispatcher().queuedCalls());
        calls.addAll(http.dispatcher().runningCalls());
        calls.removeIf(call -> call.request().method().equals("GET")
                || !call.request().url().encodedPath().endsWith("/" + objectKey));
        return calls;
    }

    private <T> T await(Operation operation, long started, long octets, String objectKey, CompletableFuture<T> answer)
            throws InterruptedException {
        T value = awaitValue(operation, started, objectKey, answer);
        metrics.called(operation, Outcome.DONE, System.nanoTime() - started, octets);
        return value;
    }

    // The deadline is the HTTP client's; the one here only catches a call that never reached it.
    private <T> T awaitValue(Operation operation, long started, String objectKey, CompletableFuture<T> answer)
            throws InterruptedException {
        try {
            return answer.get(options.uploadTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            RuntimeException failure = failure(e, objectKey);
            Outcome outcome = failure instanceof NoSuchObjectException ? Outcome.NO_SUCH_OBJECT : Outcome.UNAVAILABLE;
            metrics.called(operation, outcome, System.nanoTime() - started, 0);
            throw failure;
        } catch (TimeoutException e) {
            metrics.called(operation, Outcome.UNAVAILABLE, System.nanoTime() - started, 0);
            throw new BlobStoreUnavailableException("object store did not answer in time", e);
        }
    }

    private static RuntimeException failure(ExecutionException e, String objectKey) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof ErrorResponseException answered
                && NOT_FOUND.contains(answered.errorResponse().code())) {
            return new NoSuchObjectException(objectKey);
        }
        return new BlobStoreUnavailableException(
                "object store failed: " + cause.getClass().getSimpleName(), cause);
    }

    private final class Upload implements MultipartUpload {
        private final String objectKey;
        private final String uploadId;
        private final List<Part> parts = new ArrayList<>();

        Upload(String objectKey, String uploadId) {
            this.objectKey = objectKey;
            this.uploadId = uploadId;
        }

        @Override
        public void part(int number, FileSection octets) throws InterruptedException {
            seek(octets);
            UploadPartArgs args = named(UploadPartArgs.builder(), objectKey)
                    .file(octets.file(), octets.length())
                    .headers(signedWith(octets))
                    .uploadId(uploadId)
                    .partNumber(number)
                    .build();
            long started = System.nanoTime();
            Part part = awaitWrite(Operation.UPLOAD_PART, started, octets.length(), objectKey, uploads.uploadPart(args))
                    .part();
            parts.removeIf(earlier -> earlier.partNumber() == number);
            parts.add(part);
        }

        @Override
        public void complete() throws InterruptedException {
            CompleteMultipartUploadArgs args = named(CompleteMultipartUploadArgs.builder(), objectKey)
                    .uploadId(uploadId)
                    .parts(parts.toArray(Part[]::new))
                    .build();
            awaitWrite(Operation.PUT, System.nanoTime(), 0, objectKey, uploads.completeMultipartUpload(args));
        }

        @Override
        public void abort() throws InterruptedException {
            AbortMultipartUploadArgs args = named(AbortMultipartUploadArgs.builder(), objectKey)
                    .uploadId(uploadId)
                    .build();
            await(Operation.OTHER, System.nanoTime(), 0, objectKey, client.abortMultipartUpload(args));
        }
    }
}

"""The four MinHash steps of datatrove, 14 x 8 over word 5-grams: INPUT_FOLDER WORK_FOLDER WORKERS."""
import sys

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import (
    MinhashDedupBuckets,
    MinhashDedupCluster,
    MinhashDedupFilter,
    MinhashDedupSignature,
)
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter


def main():
    source, work, workers = sys.argv[1], sys.argv[2], int(sys.argv[3])
    config = MinhashConfig(n_grams=5, num_buckets=14, hashes_per_bucket=8)

    def run(step, tasks, parallel, *pipeline):
        LocalPipelineExecutor(
            pipeline=list(pipeline),
            tasks=tasks,
            workers=parallel,
            logging_dir=f"{work}/logs/{step}",
        ).run()

    run(1, workers, workers, JsonlReader(source), MinhashDedupSignature(f"{work}/signatures", config=config))
    run(2, 14, workers, MinhashDedupBuckets(f"{work}/signatures", f"{work}/buckets", config=config))
    run(3, 1, 1, MinhashDedupCluster(f"{work}/buckets", f"{work}/remove", config=config))
    run(
        4,
        workers,
        workers,
        JsonlReader(source),
        MinhashDedupFilter(f"{work}/remove"),
        JsonlWriter(f"{work}/kept", compression=None),
    )


if __name__ == "__main__":
    main()

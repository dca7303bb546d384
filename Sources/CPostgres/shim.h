#pragma once
#include <libpq-fe.h>

/* Swift's Glibc module leaves eventfd out. */
#include <sys/eventfd.h>

/*
 * PQpipelineSync writes to the socket at once; PQsendPipelineSync, new in libpq 17, leaves that to
 * PQflush, so that many requests share one write. It is called where the library has it.
 */
extern int PQsendPipelineSync(PGconn *conn) __attribute__((weak));

static inline int cpostgres_pipeline_sync(PGconn *conn) {
    return PQsendPipelineSync ? PQsendPipelineSync(conn) : PQpipelineSync(conn);
}

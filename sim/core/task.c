/* SPDX-License-Identifier: MIT */
/* task.c: what the kinds of tasks are. */
#include "sim/core/task.h"

const PlxTaskForm plx_task_forms[PLX_N_TASKS] = {
  [PLX_OP_WORK] = { .op = PLX_OP_WORK },
  [PLX_OP_READ] = { .op = PLX_OP_READ },
  [PLX_OP_SEND] = { .sends = 1, .op = PLX_OP_SEND },
  [PLX_OP_RECV] = { .receives = 1, .op = PLX_OP_RECV },
  [PLX_TASK_PUT] = { .sends = 1, .loose = 1, .channel = PLX_CHANNEL_PUT, .access = 1, .op = PLX_OP_PUT },
  [PLX_TASK_QUEUE] = { .sends = 1, .loose = 1, .channel = PLX_CHANNEL_PUT, .op = PLX_OP_QUEUE },
  [PLX_TASK_LAND] = { .receives = 1, .channel = PLX_CHANNEL_PUT, .lands = 1, .op = PLX_OP_RECV },
  [PLX_TASK_ASK] = { .sends = 1, .loose = 1, .channel = PLX_CHANNEL_ASK, .control = 1, .access = 1, .op = PLX_OP_GET },
  [PLX_TASK_SERVE] = { .sends = 1, .receives = 1, .channel = PLX_CHANNEL_ASK, .lands = 1, .op = PLX_OP_GET },
  [PLX_TASK_ANSWER] = { .receives = 1, .channel = PLX_CHANNEL_ANSWER, .lands = 1, .op = PLX_OP_RECV },
  [PLX_TASK_REQUEST] = { .sends = 1, .control = 1, .op = PLX_OP_SEND },
  [PLX_TASK_REQUESTED] = { .receives = 1, .control = 1, .op = PLX_OP_RECV },
  [PLX_TASK_CLEAR] = { .sends = 1, .channel = PLX_CHANNEL_CLEAR, .control = 1, .op = PLX_OP_SEND },
  [PLX_TASK_CLEARED] = { .receives = 1, .channel = PLX_CHANNEL_CLEAR, .control = 1, .op = PLX_OP_RECV },
  [PLX_TASK_DATA] = { .sends = 1, .channel = PLX_CHANNEL_DATA, .op = PLX_OP_SEND },
  [PLX_TASK_TAKE] = { .receives = 1, .channel = PLX_CHANNEL_DATA, .op = PLX_OP_RECV },
  [PLX_TASK_JOIN] = { .op = PLX_N_OPS },
  [PLX_TASK_SYNC] = { .op = PLX_N_OPS },
};
